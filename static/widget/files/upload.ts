/* Files on their way to the server and back. XMLHttpRequest for the first, because fetch tells no progress. */

import type { AttachmentView } from "../../shared/wire";
import { type Caller, Refused } from "../transport/http";

/** Sends one file; `told` hears how much of it is there (0 to 1). Throws `Refused`. */
export function upload(to: Caller, file: File, told: (part: number) => void): Promise<AttachmentView> {
  const request = new XMLHttpRequest();
  request.open("POST", `${to.bridge.base}api/widget/attachments`);
  request.setRequestHeader("Authorization", `Bearer ${to.token}`);
  request.setRequestHeader("Content-Type", file.type || "application/octet-stream");
  request.setRequestHeader("X-File-Name", encodeURIComponent(file.name));
  request.responseType = "json";
  request.upload.onprogress = ({ loaded, total }) => told(loaded / (total || 1));
  return new Promise((resolve, reject) => {
    request.onloadend = () => {
      const { status, response } = request;
      if (status === 200 || status === 201) resolve(response);
      else
        reject(new Refused(response?.error?.code ?? (status ? "unavailable" : "offline"), response?.error));
    };
    request.send(file);
  });
}

/** What is in it; `preview`: a small picture of it. */
export async function fetchFile(to: Caller, id: string, preview?: boolean): Promise<Blob> {
  const answer = await fetch(`${to.bridge.base}api/widget/attachments/${id}${preview ? "?preview=1" : ""}`, {
    credentials: "omit",
    headers: { Authorization: `Bearer ${to.token}` },
  });
  if (!answer.ok) throw new Refused("unavailable");
  return answer.blob();
}

/** Saves it as the browser saves files. */
export async function save(to: Caller, { id, name }: AttachmentView): Promise<void> {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(await fetchFile(to, id));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
