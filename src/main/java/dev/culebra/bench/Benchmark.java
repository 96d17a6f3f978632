package dev.culebra.bench;

import java.nio.file.Path;
import java.util.Map;

/** Something to time, and what somebody else must know to do the same. */
public interface Benchmark {
  /** Says what and which shape; unique. */
  String name();

  /** What a peer looks up its own implementation by. */
  String kind();

  Work work();

  /**
   * What a peer needs besides the kind.
   *
   * @param folder where files that it needs are written
   */
  Map<String, Object> facts(Path folder);

  /** What bounds it where it computes; null where no single limit applies, or none is measured. */
  default Limit limit(int threads) {
    return Limit.of(work(), threads);
  }

  /** Makes it ready to be called. */
  Subject open(int threads);
}
