// Captures and graphs of the fake driver. A graph runs work that other streams brought into it at the
// worst moment that its waits leave: as late as can be, or, if asked to, as early.
#include <memory>

#include "fake_state.h"

using namespace fake;

namespace {

typedef std::vector<Node> Graph;

// Those that have not ended.
std::set<Capture *> &captures = *new std::set<Capture *>;

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

namespace fake {

bool isOpen(Capture *capture) { return captures.count(capture) > 0; }

void forgetCaptures() {
  while (!captures.empty()) {
    forget(*captures.begin());
  }
}

}  // namespace fake

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
