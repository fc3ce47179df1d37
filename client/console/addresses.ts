/** Where the console stands: its pages, its graph and its session. */
export const CONSOLE = "/operator";
