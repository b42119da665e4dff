import { z } from 'zod'

/**
 * Imported before anything that makes a schema: Zod would otherwise try whether it may compile code at
 * run time, which the content policy (`script-src 'self'`) forbids and the browser reports as an error.
 */
z.config({ jitless: true })
