package dev.culebra.cpu.simd;

import java.util.ArrayList;
import java.util.List;

/**
 * Which kernel taps and places along one axis meet in each output of a depthwise convolution or of
 * its adjoint in the input.
 *
 * @param starts where each output's pairs begin, and where the last one's end
 * @param from the place of each pair
 * @param taps the kernel tap of each pair
 * @param begin first of the outputs that follow each other evenly: all have the same taps, at
 *     places that move by {@code step}
 * @param end behind the last of them
 * @param step places from one of them to the next
 */
record DepthwiseAxis(int[] starts, int[] from, int[] taps, int begin, int end, int step) {
  /** A pair. */
  private record Meeting(int from, int tap) {}

  /** {@code from = output·stride + tap·dilation − before}. */
  static DepthwiseAxis forward(
      int inputs, int outputs, int kernel, int stride, int dilation, int before) {
    List<List<Meeting>> meetings = new ArrayList<>();
    for (int output = 0; output < outputs; output++) {
      List<Meeting> list = new ArrayList<>();
      for (int tap = 0; tap < kernel; tap++) {
        int from = output * stride + tap * dilation - before;
        if (from >= 0 && from < inputs) {
          list.add(new Meeting(from, tap));
        }
      }
      meetings.add(list);
    }
    return of(meetings);
  }

  /** {@code from·stride + tap·dilation − before = output}. */
  static DepthwiseAxis adjoint(
      int inputs, int outputs, int kernel, int stride, int dilation, int before) {
    List<List<Meeting>> meetings = new ArrayList<>();
    for (int output = 0; output < outputs; output++) {
      List<Meeting> list = new ArrayList<>();
      for (int tap = 0; tap < kernel; tap++) {
        int place = output + before - tap * dilation;
        if (place >= 0 && place % stride == 0 && place / stride < inputs) {
          list.add(new Meeting(place / stride, tap));
        }
      }
      meetings.add(list);
    }
    return of(meetings);
  }

  private static DepthwiseAxis of(List<List<Meeting>> meetings) {
    int[] starts = new int[meetings.size() + 1];
    for (int output = 0; output < meetings.size(); output++) {
      starts[output + 1] = starts[output] + meetings.get(output).size();
    }
    int[] from = meetings.stream().flatMap(List::stream).mapToInt(Meeting::from).toArray();
    int[] taps = meetings.stream().flatMap(List::stream).mapToInt(Meeting::tap).toArray();
    int most = meetings.stream().mapToInt(List::size).max().orElse(0);
    int begin = 0;
    while (begin < meetings.size() && meetings.get(begin).size() < most) {
      begin++;
    }
    boolean follows = most > 0 && begin + 1 < meetings.size() && !meetings.get(begin + 1).isEmpty();
    int step = follows ? from[starts[begin + 1]] - from[starts[begin]] : 0;
    int end = Math.min(begin + 1, meetings.size());
    while (follows
        && end < meetings.size()
        && meetings.get(end).equals(moved(meetings.get(end - 1), step))) {
      end++;
    }
    return new DepthwiseAxis(starts, from, taps, begin, end, step);
  }

  private static List<Meeting> moved(List<Meeting> meetings, int step) {
    return meetings.stream().map(m -> new Meeting(m.from + step, m.tap)).toList();
  }

  int outputs() {
    return starts.length - 1;
  }
}
