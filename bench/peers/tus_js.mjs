// Uploads files with tus-js-client, one after the other, and prints the milliseconds: `node tus_js.mjs JOB`.
// JOB is a JSON file: the endpoint, the token, and of each file its path and metadata. Starting Node is not counted.
import { createReadStream, readFileSync, statSync } from "node:fs";
import { Upload } from "tus-js-client";

const job = JSON.parse(readFileSync(process.argv[2], "utf8"));

function upload(file) {
  return new Promise((resolve, reject) => {
    new Upload(createReadStream(file.path), {
      endpoint: job.endpoint,
      headers: { Authorization: `Bearer ${job.token}` },
      metadata: file.metadata,
      uploadSize: statSync(file.path).size,
      chunkSize: Infinity,
      retryDelays: null,
      onError: reject,
      onSuccess: resolve,
    }).start();
  });
}

const start = performance.now();
for (const file of job.files) {
  await upload(file);
}
console.log(performance.now() - start);
