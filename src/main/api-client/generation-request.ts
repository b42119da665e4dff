/** What a video generation with cleared assets is asked for with. */
export interface Generation {
  model?: 'doubao-seedance-2.0-face' | 'doubao-seedance-2.0-fast-face' | (string & {})
  prompt: string
  /** `asset://…`, in order. */
  assetUrls: readonly string[]
  /** Whatever else the service takes (duration, ratio, …), passed on as it is. */
  more?: Record<string, unknown>
}

/** The body of `POST /v1/videos/generations`, also for export: ready to be sent by other programs. */
export function generationRequest({ model = 'doubao-seedance-2.0-face', prompt, assetUrls, more = {} }: Generation): Record<string, unknown> {
  return { ...more, model, prompt, image_with_roles: assetUrls.map((url) => ({ url, role: 'reference_image' })) }
}
