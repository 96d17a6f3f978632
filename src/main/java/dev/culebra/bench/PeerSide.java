package dev.culebra.bench;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A way to do the work that another process knows. Several may share a process, which whoever
 * started it closes.
 *
 * @param variant what the process calls it
 * @param kinds of benchmarks that it has something of; null if it tells one by one
 */
record PeerSide(String name, String variant, PeerProcess process, Set<String> kinds)
    implements Side {
  static PeerSide of(String name, String variant, PeerProcess process) {
    return new PeerSide(name, variant, process, null);
  }

  @Override
  public boolean offers(String kind) {
    return kinds == null || kinds.contains(kind);
  }

  @Override
  public Subject.Findings open(Benchmark benchmark, Map<String, Object> facts, int threads) {
    Map<String, Object> request = request("open");
    request.put("name", benchmark.name());
    request.put("kind", benchmark.kind());
    request.put("facts", facts);
    request.put("threads", threads);
    Map<String, Object> answer = process.ask(request);
    if (answer.get("skipped") instanceof String reason) {
      throw new Skipped(reason);
    }
    if (answer.get("wrong") instanceof String fact) {
      throw new Subject.WrongResult(fact);
    }
    double error = answer.get("error") instanceof Number number ? number.doubleValue() : Double.NaN;
    List<?> values = (List<?>) answer.get("values");
    return new Subject.Findings(
        error,
        values.stream().map(value -> ((Number) value).doubleValue()).toList(),
        (String) answer.get("ran"));
  }

  @Override
  public double slice(double seconds) {
    Map<String, Object> request = request("slice");
    request.put("seconds", seconds);
    return ((Number) process.ask(request).get("seconds")).doubleValue();
  }

  @Override
  public void shut() {
    process.ask(request("shut"));
  }

  private Map<String, Object> request(String what) {
    Map<String, Object> request = new LinkedHashMap<>();
    request.put("do", what);
    request.put("side", variant);
    return request;
  }

  @Override
  public void close() {}
}
