// The server finds a browser itself (an installed one, else the packaged one); installing must never download one.
module.exports = { skipDownload: true };
