import type { Plugin } from 'esbuild';
import type { Plugin as VitePlugin } from 'vitest/config';

/** Finds the games of the house below a project's root, for esbuild. */
export declare const housePlugin: (root: string) => Plugin;

/** The same for Vitest. */
export declare const viteHousePlugin: (root: string) => VitePlugin;
