/**
 * What a picture on the TV is made of: a field of 1280 x 720, things that move by themselves, names, light and sound. All of it asks for
 * less motion where the person does, and makes no new objects while frames are drawn.
 */
export { mix, type Paint, type Renderer, type SeatLook } from '../games/renderer.ts';
export { writeInto } from '../games/words.ts';
export * from './brush.ts';
export * from './ease.ts';
export * from './fit.ts';
export * from './glow.ts';
export * from './motion.ts';
export * from './particles.ts';
export * from './picture.ts';
export * from './players.ts';
export * from './scene.ts';
export * from './shake.ts';
export * from './sound/effect.ts';
export * from './sound/effects.ts';
export * from './sound/mixer.ts';
export * from './sound/music.ts';
export * from './sound/sequencer.ts';
export * from './spring.ts';
export * from './sprite.ts';
export * from './steps.ts';
export * from './trail.ts';
export * from './tween.ts';
