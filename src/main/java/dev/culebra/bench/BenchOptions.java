package dev.culebra.bench;

import java.util.List;
import java.util.function.Predicate;

/**
 * What is measured, against whom and how long.
 *
 * @param wanted tells which benchmarks, by name
 * @param device where the work is done
 * @param threads numbers of threads, one after the other
 * @param peers some of {@link Bench#peers}
 * @param python the interpreter that peers run in
 * @param rounds turns that each side has
 * @param seconds length of a turn
 * @param warmUp seconds that each side has before its first turn
 * @param cpuTime whether the calling thread's own time counts, not the wall's; one thread only
 */
public record BenchOptions(
    Predicate<String> wanted,
    String device,
    List<Integer> threads,
    List<String> peers,
    String python,
    int rounds,
    double seconds,
    double warmUp,
    boolean cpuTime) {
  boolean isCpu() {
    return device.equals("cpu");
  }

  Contest.Pace pace() {
    return new Contest.Pace(rounds, seconds, warmUp);
  }

  Stopwatch.Clock clock() {
    return cpuTime ? Stopwatch.Clock.CPU : Stopwatch.Clock.WALL;
  }
}
