/** What may stand in an HTTP request that authors list and readers send by hand. */

/** The methods that the console sends. */
export const HTTP_METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"] as const;
export type HttpMethod = (typeof HTTP_METHODS)[number];

/** The target of a request (RFC 9112 section 3.2.1 in the characters of RFC 3986): no space, no control character. */
export const REQUEST_TARGET = /^\/[\w\-.~!$&'()*+,;=:@%/?]*$/;

/** The name of a header (RFC 9110 section 5.6.2). */
export const HEADER_NAME = /^[\w!#$%&'*+\-.^`|~]{1,100}$/;

/** The value of a header (RFC 9110 section 5.5) in ASCII. */
export const HEADER_VALUE = /^[\t\x20-\x7e]{0,2000}$/;
