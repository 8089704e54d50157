// The kernel: functions over addresses of a memory that JavaScript hands out. They keep nothing of their own.
export { scanLines } from "./scan-lines";
export { compressSnappy } from "./snappy";
