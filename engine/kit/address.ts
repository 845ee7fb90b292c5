/** Where a TCP listener is reached. */
export interface Address {
  readonly host: string;
  readonly port: number;
}
