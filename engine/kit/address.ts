/** The address of a TCP listener. */
export interface Address {
  readonly host: string;
  readonly port: number;
}
