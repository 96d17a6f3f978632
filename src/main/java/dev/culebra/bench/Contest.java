package dev.culebra.bench;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Lets sides take turns on a benchmark in short slices, so that what disturbs the machine disturbs
 * all of them alike. One side computes at a time. One thread.
 */
final class Contest {
  private static final double FASTER = 0.97;
  private static final int IDLE_TURNS = 4;
  private static final int MOST_TURNS = 40;

  /**
   * How long to measure.
   *
   * @param rounds turns that each side has
   * @param seconds length of a turn
   * @param warmUp seconds that each side has beforehand; then as long as it gets faster
   */
  record Pace(int rounds, double seconds, double warmUp) {}

  private static final class Entrant {
    final Side side;
    final Work work;
    final Subject.Findings findings;
    final List<Double> rates = new ArrayList<>();

    Entrant(Side side, Work work, Subject.Findings findings) {
      this.side = side;
      this.work = work;
      this.findings = findings;
    }
  }

  private final Pace pace;
  private final Side own;
  private final Side limit;
  private final List<Side> peers;

  /**
   * @param own the side that is held against the others
   * @param limit the side that runs the machine's probes; null for none
   */
  Contest(Pace pace, Side own, Side limit, List<Side> peers) {
    this.pace = pace;
    this.own = own;
    this.limit = limit;
    this.peers = List.copyOf(peers);
  }

  /** Runs one benchmark. */
  Row run(Benchmark benchmark, Map<String, Object> facts, int threads) {
    Map<String, String> skipped = new LinkedHashMap<>();
    List<Entrant> entrants = new ArrayList<>();
    String wrong = null;
    try {
      try {
        entrants.add(enter(own, benchmark, facts, threads, benchmark.work()));
      } catch (Subject.WrongResult failure) {
        wrong = failure.getMessage();
      } catch (Side.Skipped reason) {
        wrong = "not run: " + reason.getMessage();
      }
      if (wrong != null) {
        own.shut();
        return failed(benchmark, threads, wrong);
      }
      Machine machine = limit == null ? null : Machine.limitOf(benchmark.work());
      if (machine != null) {
        entrants.add(enter(limit, machine, Map.of(), threads, machine.work(threads)));
      }
      for (Side peer : peers) {
        try {
          entrants.add(enter(peer, benchmark, facts, threads, benchmark.work()));
        } catch (Side.Skipped reason) {
          skipped.put(peer.name(), reason.getMessage());
        } catch (Subject.WrongResult failure) {
          skipped.put(peer.name(), "wrong: " + failure.getMessage());
        }
      }
      measure(entrants);
      return row(benchmark, threads, entrants, machine != null, skipped);
    } finally {
      entrants.forEach(entrant -> entrant.side.shut());
    }
  }

  private static Entrant enter(
      Side side, Benchmark benchmark, Map<String, Object> facts, int threads, Work work) {
    return new Entrant(side, work, side.open(benchmark, facts, threads));
  }

  /** Every other round backwards, so that nobody always follows the same one. */
  private void measure(List<Entrant> entrants) {
    entrants.forEach(entrant -> warmUp(entrant.side));
    for (int round = 0; round < pace.rounds(); round++) {
      for (Entrant entrant : round % 2 == 0 ? entrants : entrants.reversed()) {
        entrant.rates.add(entrant.work.rate(entrant.side.slice(pace.seconds())));
      }
    }
  }

  /** Until the compiler is done as far as one can see: some turns in a row bring nothing. */
  private void warmUp(Side side) {
    double best = side.slice(pace.warmUp());
    double turn = Math.max(pace.seconds(), pace.warmUp() / IDLE_TURNS);
    int idle = 0;
    for (int turns = 0; idle < IDLE_TURNS && turns < MOST_TURNS; turns++) {
      double seconds = side.slice(turn);
      idle = seconds < FASTER * best ? 0 : idle + 1;
      best = Math.min(best, seconds);
    }
  }

  private static Row row(
      Benchmark benchmark,
      int threads,
      List<Entrant> entrants,
      boolean isLimited,
      Map<String, String> skipped) {
    Entrant ours = entrants.getFirst();
    Quartiles rate = Quartiles.of(ours.rates);
    List<Entrant> others = entrants.subList(isLimited ? 2 : 1, entrants.size());
    Map<String, Quartiles> peers = new LinkedHashMap<>();
    others.forEach(other -> peers.put(other.side.name(), Quartiles.of(other.rates)));
    Entrant best =
        others.stream()
            .max(Comparator.comparingDouble(other -> Quartiles.of(other.rates).median()))
            .orElse(null);
    return new Row(
        benchmark.name(),
        threads,
        null,
        ours.findings.error(),
        benchmark.work().unit().text(),
        rate,
        1 / benchmark.work().calls(rate.median()),
        peers,
        skipped,
        best == null ? null : best.side.name(),
        best == null ? null : ratios(ours, best),
        isLimited ? ratios(ours, entrants.get(1)) : null,
        best == null ? Double.NaN : difference(ours.findings.values(), best.findings.values()));
  }

  private static Row failed(Benchmark benchmark, int threads, String wrong) {
    return new Row(
        benchmark.name(),
        threads,
        wrong,
        Double.NaN,
        benchmark.work().unit().text(),
        null,
        Double.NaN,
        Map.of(),
        Map.of(),
        null,
        null,
        null,
        Double.NaN);
  }

  private static Quartiles ratios(Entrant ours, Entrant other) {
    List<Double> ratios = new ArrayList<>();
    for (int round = 0; round < ours.rates.size(); round++) {
      ratios.add(ours.rates.get(round) / other.rates.get(round));
    }
    return Quartiles.of(ratios);
  }

  private static double difference(List<Double> ours, List<Double> theirs) {
    double largest = 0;
    double difference = Double.NaN;
    for (int i = 0; i < Math.min(ours.size(), theirs.size()); i++) {
      largest = Math.max(largest, Math.abs(theirs.get(i)));
      double own = Math.abs(ours.get(i) - theirs.get(i));
      difference = i == 0 ? own : Math.max(difference, own);
    }
    return difference / largest;
  }
}
