package dev.culebra.bench;

import dev.culebra.files.UserError;
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

  private static final String FASTER_MACHINE =
      "the machine was never as fast while its limit was measured; measure again";

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
    final Subject.Findings findings;
    final List<Double> rates = new ArrayList<>();

    Entrant(Side side, Subject.Findings findings) {
      this.side = side;
      this.findings = findings;
    }
  }

  private final Pace pace;
  private final Side own;
  private final Machine machine;
  private final List<Side> peers;

  /**
   * @param own the side that is held against the others
   * @param machine remembers the machine's limits
   */
  Contest(Pace pace, Side own, Machine machine, List<Side> peers) {
    this.pace = pace;
    this.own = own;
    this.machine = machine;
    this.peers = List.copyOf(peers);
  }

  /** Runs one benchmark. What keeps it from being run is told in its row. */
  Row run(Benchmark benchmark, Map<String, Object> facts, int threads) {
    Map<String, String> skipped = new LinkedHashMap<>();
    List<Entrant> entrants = new ArrayList<>();
    String wrong = null;
    try (Limit limit = benchmark.limit(threads)) {
      try {
        entrants.add(enter(own, benchmark, facts, threads));
      } catch (Subject.WrongResult failure) {
        wrong = failure.getMessage();
      } catch (Side.Skipped reason) {
        wrong = "not run: " + reason.getMessage();
      }
      if (wrong != null) {
        own.shut();
        return failed(benchmark, threads, wrong);
      }
      for (Side peer : peers.stream().filter(side -> side.offers(benchmark.kind())).toList()) {
        try {
          entrants.add(enter(peer, benchmark, facts, threads));
        } catch (Side.Skipped reason) {
          skipped.put(peer.name(), reason.getMessage());
        } catch (Subject.WrongResult failure) {
          skipped.put(peer.name(), "wrong: " + failure.getMessage());
        }
      }
      measure(benchmark.work(), entrants, limit);
      return row(benchmark, threads, entrants, limit, skipped);
    } catch (Side.Skipped reason) {
      return failed(benchmark, threads, "not run: its limit: " + reason.getMessage());
    } catch (UserError problem) {
      // A device may be full, or fail, only once it is timed; the next benchmark may need less.
      return failed(benchmark, threads, "not run: " + problem.getMessage());
    } finally {
      entrants.forEach(entrant -> entrant.side.shut());
    }
  }

  private static Entrant enter(
      Side side, Benchmark benchmark, Map<String, Object> facts, int threads) {
    return new Entrant(side, side.open(benchmark, facts, threads));
  }

  /** Every other round backwards, so that nobody always follows the same one. */
  private void measure(Work work, List<Entrant> entrants, Limit limit) {
    entrants.forEach(entrant -> warmUp(entrant.side));
    for (int round = 0; round < pace.rounds(); round++) {
      for (Entrant entrant : round % 2 == 0 ? entrants : entrants.reversed()) {
        entrant.rates.add(work.rate(entrant.side.slice(pace.seconds())));
      }
      if (limit != null) {
        limit.turn(pace.seconds());
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

  private Row row(
      Benchmark benchmark,
      int threads,
      List<Entrant> entrants,
      Limit limit,
      Map<String, String> skipped) {
    Entrant ours = entrants.getFirst();
    Quartiles rate = Quartiles.of(ours.rates);
    List<Entrant> others = entrants.subList(1, entrants.size());
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
        best == null ? null : best.findings.ran(),
        best == null ? null : ratios(ours, best),
        limit == null ? null : bound(benchmark.work(), threads, rate.median(), limit),
        best == null ? Double.NaN : difference(ours.findings.values(), best.findings.values()));
  }

  private Row.Bound bound(Work work, int threads, double rate, Limit limit) {
    double most = machine.rate(limit, threads);
    String beyond = work.saving() == null ? FASTER_MACHINE : work.saving();
    return new Row.Bound(most, limit.how(), rate / most, rate > most ? beyond : null);
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
