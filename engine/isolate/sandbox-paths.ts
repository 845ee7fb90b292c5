/** Paths inside a sandbox. They reveal nothing about the machine or the student. */
export const SUBMISSION_DIR = "/workbook/submission";
/** The folder with the database, where a lesson has one. */
export const DATA_DIR = "/workbook/data";
export const MODULES = "/workbook/node_modules";
export const CHILD = "/workbook/child.mjs";
export const NODE = "/workbook/node";
export const BUBBLEWRAP = "/workbook/bwrap";
