export const ROOT: string
export const FUNCTIONS: string[]
export const PROGRAMS: string[]
export function bundleFunctions(names?: string[]): Promise<void>
export function bundlePrograms(names?: string[]): Promise<void>
export function bundleScript(name: string): Promise<string>
