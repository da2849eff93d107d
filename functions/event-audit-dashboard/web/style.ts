import { components } from './style-components.ts'
import { frame } from './style-frame.ts'
import { lists } from './style-lists.ts'
import { tokens } from './style-tokens.ts'

/** The style sheet. No outside fonts, no images. */
export const style = tokens + frame + components + lists
