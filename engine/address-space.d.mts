export const ADDRESS_SPACE_BYTES: number;
/** Why nothing can be graded in this shell, as a sentence with what to do; undefined when memory is not limited so. */
export function addressSpaceFault(limits?: string): string | undefined;
