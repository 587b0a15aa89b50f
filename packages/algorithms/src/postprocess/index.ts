export { judgeHalves, meanOf, through, type JudgedHalves, type JudgeSettings } from './judge-halves.js';
export { sharpen, type Sharpened, type SharpenSettings } from './sharpen.js';
