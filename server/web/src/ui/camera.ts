// QR codes of a camera or of a picture: drawn to a canvas and read by the module, on the phone.

import { codesInImage } from "@drokpa/core/browser";

/** Larger pictures are drawn smaller: a code needs no more, and an old phone has little memory. */
const SIDE_MAX = 1280;

type Source = HTMLVideoElement | ImageBitmap;

function read(source: Source, width: number, height: number): string[] {
  const scale = Math.min(1, SIDE_MAX / Math.max(width, height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(width * scale));
  canvas.height = Math.max(1, Math.round(height * scale));
  const drawing = canvas.getContext("2d", { willReadFrequently: true });
  if (drawing === null) return [];
  drawing.drawImage(source, 0, 0, canvas.width, canvas.height);
  return codesInImage(drawing.getImageData(0, 0, canvas.width, canvas.height));
}

/** The codes of a picture that was chosen; none where it is no picture. */
export async function codesInFile(file: File): Promise<string[]> {
  const picture = await createImageBitmap(file).catch(() => null);
  if (picture === null) return [];
  try {
    return read(picture, picture.width, picture.height);
  } finally {
    picture.close();
  }
}

/** A code of another phone's screen is read at arm's length with this many pixels. */
const [WIDE, HIGH] = [1280, 720];
/** A slow phone needs a moment between two looks. */
const REST_MS = 150;

/** Opens the camera at the back. Rejects where there is none, or the person does not want it. */
export const openCamera = (): Promise<MediaStream> =>
  navigator.mediaDevices.getUserMedia({
    audio: false,
    video: { facingMode: "environment", width: { ideal: WIDE }, height: { ideal: HIGH } },
  });

/**
 * Looks at the camera's picture again and again and hands over the codes that it sees, one picture
 * after the other, until `found` resolves to false or the function that it returns is called.
 */
export function watch(
  video: HTMLVideoElement,
  found: (codes: string[]) => Promise<boolean>,
): () => void {
  let going = true;
  const look = async (): Promise<void> => {
    if (!going) return;
    const codes = video.videoWidth > 0 ? read(video, video.videoWidth, video.videoHeight) : [];
    if (codes.length > 0 && !(await found(codes))) return;
    setTimeout(() => requestAnimationFrame(() => void look()), REST_MS);
  };
  requestAnimationFrame(() => void look());
  return () => (going = false);
}
