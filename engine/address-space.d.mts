export const ADDRESS_SPACE_BYTES: number;
/** Why nothing can be graded in this shell, as a sentence that says what to do; undefined when the limit is high enough. */
export function addressSpaceFault(limits?: string): string | undefined;
