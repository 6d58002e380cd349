/**
 * What programs print is compared as text. Where the environment asks for colours (build servers set `CI`,
 * which picocolors takes for a screen), the programs of the tests would colour their words.
 */
process.env.NO_COLOR = '1';
delete process.env.FORCE_COLOR;
delete process.env.CI;
