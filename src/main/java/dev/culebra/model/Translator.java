package dev.culebra.model;

import dev.culebra.data.Symbols;
import dev.culebra.ir.Graph;
import dev.culebra.ir.Input;
import dev.culebra.ir.Value;
import dev.culebra.run.Bound;
import dev.culebra.run.Device;
import dev.culebra.shape.DType;
import dev.culebra.shape.TensorType;
import dev.culebra.tensor.Parameter;
import dev.culebra.tensor.Tensor;
import dev.culebra.tensor.Trace;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Searches for the likeliest targets with a trained {@link Seq2Seq}, by beam search: the likeliest
 * beginnings are kept, as many as the beam is wide less those that have ended (Sutskever, Vinyals
 * and Le 2014). A beam of width 1 takes the likeliest symbol each time. Of the ended targets the
 * one with the largest {@code log p(y|x) / length^power} counts, its end included in the length;
 * power 0 takes the likeliest target, power 1 the one with the likeliest symbols. A target that has
 * not ended after as many symbols as the model's samples hold counts as it is.
 *
 * <p>Deterministic: of equally likely symbols the first counts. Programs are bound once for each
 * number of sources and their padded length. Owns them until {@link #close}; model and device are
 * the caller's. One thread.
 */
public final class Translator implements AutoCloseable {
  /** Sources that are translated together. */
  private static final int BATCH = 64;

  /** Padded lengths are multiples of this, so that there are few programs. */
  private static final int LENGTHS = 6;

  private final Seq2Seq model;
  private final Device device;
  private final int beam;
  private final double power;
  private final Map<Input, MemorySegment> parameters = new IdentityHashMap<>();
  private final Map<List<Integer>, Programs> programs = new HashMap<>();

  /**
   * @param beam how many beginnings are kept, at least 1
   * @param power of the length that log-likelihoods are divided by, at least 0
   */
  public Translator(Seq2Seq model, Device device, int beam, double power) {
    if (beam < 1 || !(power >= 0)) {
      throw new IllegalArgumentException("[translator] beam " + beam + ", power " + power);
    }
    this.model = model;
    this.device = device;
    this.beam = beam;
    this.power = power;
    for (Parameter parameter : model.parameters()) {
      parameters.put(parameter.state(), parameter.data());
    }
  }

  /**
   * The targets of sources, in their order, without start and end.
   *
   * @param sources of 1 to {@code length} symbols each
   * @throws IllegalArgumentException if a source is empty or too long
   */
  public List<int[]> translate(List<int[]> sources) {
    int longest = model.config().length();
    for (int[] source : sources) {
      if (source.length < 1 || source.length > longest) {
        throw new IllegalArgumentException(
            "[translator] a source of " + source.length + " symbols, not 1 to " + longest);
      }
    }
    List<Integer> order =
        IntStream.range(0, sources.size())
            .boxed()
            .sorted(Comparator.comparingInt(i -> sources.get(i).length))
            .toList();
    int[][] targets = new int[sources.size()][];
    for (int begin = 0; begin < order.size(); begin += BATCH) {
      List<Integer> some = order.subList(begin, Math.min(begin + BATCH, order.size()));
      int length = sources.get(some.getLast()).length;
      int padded = Math.min(longest, Math.ceilDiv(length, LENGTHS) * LENGTHS);
      Programs bound =
          programs.computeIfAbsent(
              List.of(some.size(), padded), _ -> new Programs(some.size(), padded));
      List<int[]> found = bound.search(some.stream().map(sources::get).toList());
      for (int i = 0; i < found.size(); i++) {
        targets[some.get(i)] = found.get(i);
      }
    }
    return List.of(targets);
  }

  @Override
  public void close() {
    programs.values().forEach(Programs::close);
    programs.clear();
  }

  /**
   * A target so far.
   *
   * @param before the same without its last symbol; null at the start
   * @param row where the decoder's states before the last symbol are
   */
  private record Target(Target before, int symbol, int length, double logLikelihood, int row) {
    static Target start(int row) {
      return new Target(null, Symbols.START, 0, 0, row);
    }

    Target then(int symbol, double logLikelihood, int row) {
      return new Target(this, symbol, length + 1, this.logLikelihood + logLikelihood, row);
    }

    boolean hasEnded() {
      return symbol == Symbols.END;
    }

    int[] symbols() {
      int[] symbols = new int[hasEnded() ? length - 1 : length];
      Target last = hasEnded() ? before : this;
      for (int i = symbols.length - 1; i >= 0; i--) {
        symbols[i] = last.symbol;
        last = last.before;
      }
      return symbols;
    }
  }

  /** The search for one source. */
  private final class Search {
    private final int first;
    private List<Target> open;
    private final List<Target> ended = new ArrayList<>();

    /**
     * @param first of the rows of this source
     */
    Search(int first) {
      this.first = first;
      this.open = List.of(Target.start(first));
    }

    /**
     * One symbol further.
     *
     * @param likelihoods of the next symbols, row by row
     */
    void go(MemorySegment likelihoods) {
      int symbols = model.config().targets();
      int places = beam - ended.size();
      List<Target> likeliest = new ArrayList<>();
      for (int i = 0; i < open.size(); i++) {
        long row = (long) (first + i) * symbols;
        for (int symbol = Symbols.END; symbol < symbols; symbol++) {
          double added = likelihoods.getAtIndex(ValueLayout.JAVA_FLOAT, row + symbol);
          keep(likeliest, open.get(i).then(symbol, added, first + i), places);
        }
      }
      likeliest.stream().filter(Target::hasEnded).forEach(ended::add);
      open = likeliest.stream().filter(target -> !target.hasEnded()).toList();
    }

    /** Puts a target behind those that are at least as likely, if there is a place. */
    private static void keep(List<Target> likeliest, Target target, int places) {
      int place = likeliest.size();
      while (place > 0 && likeliest.get(place - 1).logLikelihood < target.logLikelihood) {
        place--;
      }
      if (place < places) {
        likeliest.add(place, target);
        if (likeliest.size() > places) {
          likeliest.removeLast();
        }
      }
    }

    int[] best() {
      // Of equals the first counts, and max would give the last.
      Comparator<Target> byScore =
          Comparator.comparingDouble(t -> -t.logLikelihood / Math.pow(t.length, power));
      return Stream.concat(ended.stream(), open.stream()).min(byScore).orElseThrow().symbols();
    }
  }

  /** The encoder and one step of the decoder for a number of sources and their padded length. */
  private final class Programs implements AutoCloseable {
    private final int sources;
    private final Input symbols;
    private final Input lengths;
    private final Bound encoder;
    private final Input last;
    private final List<Input> states = new ArrayList<>();
    private final Input outputs;
    private final Input unseen;
    private final Bound decoder;

    Programs(int sources, int length) {
      this.sources = sources;
      Seq2Seq.Config config = model.config();
      symbols = Input.feed("source", TensorType.of(DType.I32, sources, length));
      lengths = Input.feed("lengths", TensorType.of(DType.I32, sources));
      Seq2Seq.Encoded encoded =
          Trace.record(() -> model.encode(Tensor.of(symbols), Tensor.of(lengths), null));
      List<Tensor> read = new ArrayList<>(List.of(encoded.outputs(), encoded.unseen()));
      read.addAll(encoded.states());
      encoder = bind(read);
      int rows = sources * beam;
      last = Input.feed("last", TensorType.of(DType.I32, rows));
      outputs = Input.feed("outputs", encoded.outputs().type());
      unseen = Input.feed("unseen", encoded.unseen().type());
      TensorType state = TensorType.f32(config.layers(), rows, config.hidden());
      encoded.states().forEach(_ -> states.add(Input.feed("state", state)));
      List<Tensor> before = states.stream().<Tensor>map(Tensor::of).toList();
      Seq2Seq.Encoded source = new Seq2Seq.Encoded(before, Tensor.of(outputs), Tensor.of(unseen));
      Seq2Seq.Next next = Trace.record(() -> model.next(Tensor.of(last), before, source));
      List<Tensor> results = new ArrayList<>(List.of(next.logProbabilities()));
      results.addAll(next.states());
      decoder = bind(results);
    }

    private Bound bind(List<Tensor> results) {
      List<Value> values = results.stream().map(Tensor::value).toList();
      return Bound.of(device, device.plan(new Graph(values, Map.of())), parameters::get);
    }

    List<int[]> search(List<int[]> given) {
      encode(given);
      List<Search> searches =
          IntStream.range(0, sources).mapToObj(i -> new Search(i * beam)).toList();
      for (int step = 0; step < model.config().length(); step++) {
        int[] rows = tell(searches);
        for (int state = 0; state < states.size(); state++) {
          boolean isFirst = step == 0;
          MemorySegment from = isFirst ? encoder.output(2 + state) : decoder.output(1 + state);
          take(from, isFirst ? sources : sources * beam, rows, decoder.feed(states.get(state)));
        }
        decoder.run();
        searches.forEach(search -> search.go(decoder.output(0)));
        if (searches.stream().allMatch(search -> search.open.isEmpty())) {
          break;
        }
      }
      return searches.stream().map(Search::best).toList();
    }

    private void encode(List<int[]> given) {
      MemorySegment source = encoder.feed(symbols);
      source.fill((byte) 0);
      int length = symbols.type().shape().size(1);
      for (int i = 0; i < sources; i++) {
        int[] one = given.get(i);
        MemorySegment.copy(
            one, 0, source, ValueLayout.JAVA_INT, (long) i * length * Integer.BYTES, one.length);
        encoder.feed(lengths).setAtIndex(ValueLayout.JAVA_INT, i, one.length);
      }
      encoder.run();
      if (decoder.reads(outputs)) {
        decoder.feed(outputs).copyFrom(encoder.output(0));
        decoder.feed(unseen).copyFrom(encoder.output(1));
      }
    }

    /** Feeds the last symbols and gives the row that each row's states come from. */
    private int[] tell(List<Search> searches) {
      int[] rows = new int[sources * beam];
      decoder.feed(last).fill((byte) 0);
      for (Search search : searches) {
        for (int i = 0; i < search.open.size(); i++) {
          Target target = search.open.get(i);
          rows[search.first + i] = target.length == 0 ? search.first / beam : target.row;
          decoder.feed(last).setAtIndex(ValueLayout.JAVA_INT, search.first + i, target.symbol);
        }
      }
      return rows;
    }

    /** Rows of {@code [layers,count,hidden]} in another order. */
    private void take(MemorySegment from, int count, int[] rows, MemorySegment to) {
      long bytes = (long) model.config().hidden() * Float.BYTES;
      for (int layer = 0; layer < model.config().layers(); layer++) {
        for (int row = 0; row < rows.length; row++) {
          long source = ((long) layer * count + rows[row]) * bytes;
          long target = ((long) layer * rows.length + row) * bytes;
          MemorySegment.copy(from, source, to, target, bytes);
        }
      }
    }

    @Override
    public void close() {
      encoder.close();
      decoder.close();
    }
  }
}
