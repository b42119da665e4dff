#!/usr/bin/env node
import { enableCompileCache } from 'node:module'
import path from 'node:path'

// Halves the start of every command: Node keeps the sources it has stripped of types and compiled. Before anything
// else is loaded, so the rest comes by a late import; where the folder cannot be written, Node goes on without.
enableCompileCache(path.resolve(import.meta.dirname, '../../node_modules/.cache/greenroom'))

const { runCli } = await import('./run-cli.ts')
await runCli()
