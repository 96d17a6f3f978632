// Streams, graphs and events of the fake driver. Work on a stream waits until someone waits
// for it, so that a result that is read too early is read as it was before. A graph runs work that
// other streams brought into it at the worst moment that its waits leave: as late as can be, or, if
// asked to, as early. So does all work of a device's streams but the first.
#include "fake_state.h"

#include <memory>

#include "fake_driver.h"

namespace fake {

std::recursive_mutex lock;
std::condition_variable_any changed;
int failures[device_memory::MOST_DEVICES];
std::string message;
std::set<Stream *> streams;
thread_local int current = -1;
bool eager;
const char BLOCKED[] = "blocked";

void fail(int device, const std::string &what) {
  message = what;
  failures[device] = LAUNCH_FAILED;
  for (Stream *stream : streams) {
    if (stream->device == device) {
      stream->waiting.clear();
    }
  }
  changed.notify_all();
}

void advance(Stream *stream) {
  if (stream->running) {
    return;
  }
  stream->running = true;
  device_memory::Access access(stream->device);
  while (!stream->waiting.empty()) {
    const char *wrong = stream->waiting.front()();
    if (wrong == BLOCKED) {
      break;
    }
    if (wrong != nullptr) {
      fail(stream->device, wrong);
      break;
    }
    stream->waiting.pop_front();
    changed.notify_all();
  }
  stream->running = false;
}

int drain(Stream *stream, const std::function<bool()> &until) {
  while (failures[stream->device] == SUCCESS) {
    advance(stream);
    if (until()) {
      break;
    }
    changed.wait(lock);
  }
  return failures[stream->device];
}

int drain(Stream *stream) {
  return drain(stream, [=] { return stream->waiting.empty(); });
}

int enqueue(void *handle, Work work) {
  Stream *stream = static_cast<Stream *>(handle);
  if (streams.count(stream) == 0 || stream->device != current) {
    return INVALID_HANDLE;
  }
  if (failures[current] != SUCCESS) {
    return failures[current];
  }
  if (stream->capture == nullptr) {
    stream->waiting.push_back(std::move(work));
    if (eager && !stream->first) {
      advance(stream);
    }
    return SUCCESS;
  }
  std::vector<Node> &nodes = stream->capture->nodes;
  nodes.push_back({std::move(work), stream->last, stream == stream->capture->home});
  stream->last = {nodes.size() - 1};
  return SUCCESS;
}

}  // namespace fake

using namespace fake;

namespace {

typedef std::vector<Node> Graph;

struct Event {
  // Where it was recorded last; null before.
  Stream *stream = nullptr;
  // What it was recorded into, and behind which nodes; null outside a capture.
  Capture *capture = nullptr;
  std::set<size_t> nodes;
  // Whether the stream has come to it.
  std::shared_ptr<bool> done = std::make_shared<bool>(true);
};

// Other devices' memory that work is given.
std::unique_ptr<device_memory::Access> opened[device_memory::MOST_DEVICES];

// Those that have not ended.
std::set<Capture *> captures;

void forget(Capture *capture) {
  for (Stream *stream : capture->joined) {
    stream->capture = nullptr;
    stream->last.clear();
  }
  captures.erase(capture);
  delete capture;
}

// Whether the end of the first stream waits for all that other streams did.
bool isJoined(const Capture &capture) {
  std::set<size_t> reached;
  std::vector<size_t> open(capture.home->last.begin(), capture.home->last.end());
  while (!open.empty()) {
    const size_t node = open.back();
    open.pop_back();
    if (reached.insert(node).second) {
      open.insert(open.end(), capture.nodes[node].after.begin(), capture.nodes[node].after.end());
    }
  }
  return reached.size() == capture.nodes.size();
}

// One run of a graph.
class Replay {
 public:
  explicit Replay(std::shared_ptr<const Graph> graph) : graph(graph), done(graph->size()) {}

  const char *advance() {
    std::vector<bool> stuck(graph->size());
    for (size_t node = next(stuck); node < graph->size(); node = next(stuck)) {
      const char *wrong = (*graph)[node].work();
      if (wrong == BLOCKED) {
        stuck[node] = true;
      } else if (wrong != nullptr) {
        return wrong;
      } else {
        done[node] = true;
        changed.notify_all();
        while (first < graph->size() && done[first]) {
          first++;
        }
      }
    }
    return first == graph->size() ? nullptr : BLOCKED;
  }

 private:
  std::shared_ptr<const Graph> graph;
  std::vector<bool> done;
  // All before it are done.
  size_t first = 0;

  size_t next(const std::vector<bool> &stuck) const {
    const size_t found = next(stuck, !eager);
    return found < graph->size() ? found : next(stuck, eager);
  }

  size_t next(const std::vector<bool> &stuck, bool home) const {
    for (size_t node = first; node < graph->size(); node++) {
      if ((*graph)[node].home == home && !done[node] && !stuck[node] && isReady(node)) {
        return node;
      }
    }
    return graph->size();
  }

  bool isReady(size_t node) const {
    for (size_t before : (*graph)[node].after) {
      if (!done[before]) {
        return false;
      }
    }
    return true;
  }
};

}  // namespace

EXPORTED int culebra_fake_enqueue(void *stream, const char *(*work)(const void *),
                                  const void *argument, size_t bytes) {
  LOCKED;
  const char *start = static_cast<const char *>(argument);
  const std::vector<char> copy(start, start + bytes);
  const int device = current;
  return enqueue(stream, [=] {
    const char *wrong = work(copy.data());
    return wrong != nullptr || device_memory::intact(device) ? wrong : "wrote outside its operands";
  });
}

EXPORTED const char *culebra_fake_blocked(void) { return BLOCKED; }

EXPORTED void culebra_fake_wake(void) {
  LOCKED;
  changed.notify_all();
}

EXPORTED int culebra_fake_device(void *stream) {
  LOCKED;
  Stream *known = static_cast<Stream *>(stream);
  return streams.count(known) == 0 ? -1 : known->device;
}

EXPORTED void culebra_fake_open(int device) {
  opened[device].reset(new device_memory::Access(device));
}

EXPORTED void culebra_fake_shut(int device) { opened[device].reset(); }

EXPORTED int culebra_fake_holds(const void *start, size_t bytes) {
  LOCKED;
  return current >= 0 && device_memory::holds(current, static_cast<const char *>(start), bytes);
}

EXPORTED void culebra_fake_second_stream(int early) {
  LOCKED;
  eager = early != 0;
}

EXPORTED const char *culebra_fake_message(void) { return message.c_str(); }

EXPORTED void culebra_fake_fail(int device) {
  LOCKED;
  fail(device, "failed when told to");
}

EXPORTED void culebra_fake_recover(void) {
  LOCKED;
  message.clear();
  eager = false;
  while (!captures.empty()) {
    forget(*captures.begin());
  }
  for (int &failure : failures) {
    failure = SUCCESS;
  }
  for (Stream *stream : streams) {
    stream->waiting.clear();
  }
}

DRIVER cuStreamCreate(void **result, unsigned) {
  LIVING;
  bool first = true;
  for (const Stream *other : streams) {
    first = first && other->device != current;
  }
  Stream *stream = new Stream(current, first);
  streams.insert(stream);
  *result = stream;
  return SUCCESS;
}

DRIVER cuStreamDestroy_v2(void *handle) {
  LOCKED;
  Stream *stream = static_cast<Stream *>(handle);
  if (streams.count(stream) == 0) {
    return INVALID_HANDLE;
  }
  const int result = drain(stream);
  streams.erase(stream);
  delete stream;
  return result;
}

DRIVER cuStreamSynchronize(void *handle) {
  LIVING;
  Stream *stream = static_cast<Stream *>(handle);
  return stream->capture != nullptr ? CAPTURE_UNSUPPORTED : drain(stream);
}

DRIVER cuStreamBeginCapture_v2(void *handle, int) {
  LIVING;
  Stream *stream = static_cast<Stream *>(handle);
  if (stream->capture != nullptr) {
    return CAPTURE_UNMATCHED;
  }
  stream->capture = new Capture{stream, {stream}, {}};
  captures.insert(stream->capture);
  return SUCCESS;
}

DRIVER cuStreamEndCapture(void *handle, void **result) {
  LIVING;
  Stream *stream = static_cast<Stream *>(handle);
  Capture *capture = stream->capture;
  if (capture == nullptr || capture->home != stream) {
    return CAPTURE_UNMATCHED;
  }
  const bool joined = isJoined(*capture);
  *result = new std::shared_ptr<Graph>(new Graph(std::move(capture->nodes)));
  forget(capture);
  return joined ? SUCCESS : CAPTURE_UNJOINED;
}

DRIVER cuGraphInstantiateWithFlags(void **result, void *graph, unsigned long long) {
  LIVING;
  *result = new std::shared_ptr<Graph>(*static_cast<std::shared_ptr<Graph> *>(graph));
  return SUCCESS;
}

DRIVER cuGraphLaunch(void *executable, void *stream) {
  LIVING;
  auto replay = std::make_shared<Replay>(*static_cast<std::shared_ptr<Graph> *>(executable));
  return enqueue(stream, [=] { return replay->advance(); });
}

DRIVER cuGraphExecDestroy(void *executable) {
  delete static_cast<std::shared_ptr<Graph> *>(executable);
  return SUCCESS;
}

DRIVER cuGraphDestroy(void *graph) {
  delete static_cast<std::shared_ptr<Graph> *>(graph);
  return SUCCESS;
}

DRIVER cuEventCreate(void **result, unsigned) {
  *result = new Event;
  return SUCCESS;
}

DRIVER cuEventRecord(void *handle, void *where) {
  LIVING;
  Event *event = static_cast<Event *>(handle);
  Stream *stream = static_cast<Stream *>(where);
  if (streams.count(stream) == 0 || stream->device != current) {
    return INVALID_HANDLE;
  }
  event->stream = stream;
  event->capture = stream->capture;
  event->nodes = stream->last;
  if (event->capture != nullptr) {
    return SUCCESS;
  }
  event->done = std::make_shared<bool>(false);
  const std::shared_ptr<bool> done = event->done;
  return enqueue(stream, [=]() -> const char * {
    *done = true;
    for (Stream *other : eager ? streams : std::set<Stream *>()) {
      if (!other->first) {
        advance(other);
      }
    }
    return nullptr;
  });
}

DRIVER cuEventQuery(void *handle) {
  LIVING;
  Event *event = static_cast<Event *>(handle);
  return event->capture != nullptr ? CAPTURED_EVENT : *event->done ? SUCCESS : NOT_READY;
}

DRIVER cuEventSynchronize(void *handle) {
  LIVING;
  Event *event = static_cast<Event *>(handle);
  if (event->capture != nullptr) {
    return CAPTURED_EVENT;
  }
  const std::shared_ptr<bool> done = event->done;
  return *done ? SUCCESS : drain(event->stream, [=] { return *done; });
}

DRIVER cuStreamWaitEvent(void *handle, void *waited, unsigned) {
  LIVING;
  Stream *stream = static_cast<Stream *>(handle);
  Event *event = static_cast<Event *>(waited);
  if (event->capture != nullptr) {
    Capture *capture = event->capture;
    if (captures.count(capture) == 0) {
      return CAPTURED_EVENT;
    }
    if (stream->capture != nullptr && stream->capture != capture) {
      return CAPTURE_ISOLATION;
    }
    stream->capture = capture;
    capture->joined.insert(stream);
    stream->last.insert(event->nodes.begin(), event->nodes.end());
    return SUCCESS;
  }
  if (stream->capture != nullptr) {
    return *event->done ? SUCCESS : CAPTURE_ISOLATION;
  }
  Stream *other = event->stream;
  const std::shared_ptr<bool> done = event->done;
  return enqueue(stream, [=]() -> const char * {
    // The device's first stream is never ahead of those that wait for it.
    if (!*done && !(eager && other->first)) {
      advance(other);
    }
    return *done ? nullptr : BLOCKED;
  });
}

DRIVER cuEventDestroy_v2(void *event) {
  delete static_cast<Event *>(event);
  return SUCCESS;
}
