package dev.culebra.bench;

import dev.culebra.files.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.Map;

/** This build as somebody else's peer, by the protocol of {@link PeerProcess}. */
final class Server {
  private Server() {}

  /** Answers requests until there are no more. */
  static void run(BufferedReader requests, PrintStream answers, Stopwatch.Clock clock)
      throws IOException {
    try (OwnSide side = new OwnSide("server", clock)) {
      for (String line = requests.readLine(); line != null; line = requests.readLine()) {
        answers.println(Json.line(answer(side, Json.parseMap("request", line))));
        answers.flush();
      }
    }
  }

  private static Map<String, Object> answer(OwnSide side, Map<String, Object> request) {
    Map<String, Object> answer = new LinkedHashMap<>();
    switch ((String) request.get("do")) {
      case "open" -> open(side, request, answer);
      case "slice" ->
          answer.put("seconds", side.slice(((Number) request.get("seconds")).doubleValue()));
      default -> side.shut();
    }
    return answer;
  }

  private static void open(OwnSide side, Map<String, Object> request, Map<String, Object> answer) {
    String name = (String) request.get("name");
    Benchmark benchmark = Benchmarks.find(name);
    if (benchmark == null) {
      answer.put("skipped", "has no benchmark '" + name + "'");
      return;
    }
    int threads = ((Number) request.get("threads")).intValue();
    try {
      Subject.Findings findings = side.open(benchmark, Map.of(), threads);
      answer.put("error", findings.error());
      answer.put("values", findings.values());
    } catch (Subject.WrongResult failure) {
      side.shut();
      answer.put("wrong", failure.getMessage());
    }
  }
}
