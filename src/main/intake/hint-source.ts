/** Whatever tells that something in a tree may have changed. Hints may be lost, doubled or wrong; they are never trusted. */
export interface HintSource { close(): Promise<void> }

export interface HintEvents {
  /** Something may have come, changed or gone at this path. */
  onPath(path: string): void
  /** The system told of something in `where`, whether or not it concerns us: what floods are measured by. */
  onActivity(where: string): void
  /** Something was told without saying where. */
  onLost(): void
  /** The folder itself went or came (again): what listened to it may be deaf. */
  onRoot(): void
  onError(error: unknown): void
}

export interface HintOptions {
  /** Whether a path below the root (with `/`) is left alone. */
  ignored: (relativePath: string) => boolean
  pollIntervalMs: number
}

/** Begins to listen; resolves when it does, or when it has reported an error. */
export type OpenHints = (root: string, options: HintOptions, events: HintEvents) => Promise<HintSource>
