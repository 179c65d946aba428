const http = require('http');
const os = require('os');
const v8 = require('v8');

http.createServer((request, response) => {
  response.setHeader('Content-Type', 'application/json');
  response.end(JSON.stringify({
    processors: os.availableParallelism(),
    heapBytes: v8.getHeapStatistics().heap_size_limit,
  }));
}).listen(8000);
