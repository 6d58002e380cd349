// Style sheets are the bundler's: it makes one of all that a page imports.
declare module '*.css';
