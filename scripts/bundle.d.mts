export const ROOT: string
export function bundleFunctions(names?: string[]): Promise<void>
export function bundleScript(name: string): Promise<string>
