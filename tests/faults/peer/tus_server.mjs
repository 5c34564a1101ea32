// @tus/server with a folder. Says the port that it listens on.
//
//     node tus_server.mjs FOLDER PORT
import { FileStore } from "@tus/file-store";
import { Server } from "@tus/server";
import { createServer } from "node:http";

const [folder, port] = process.argv.slice(2);
const tus = new Server({ path: "/files", datastore: new FileStore({ directory: folder }) });
const server = createServer((request, response) => tus.handle(request, response));
server.listen(Number(port), "127.0.0.1", () => console.log(server.address().port));
