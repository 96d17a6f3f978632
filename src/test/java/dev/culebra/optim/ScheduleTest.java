package dev.culebra.optim;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class ScheduleTest {
  /** The rates that the authors' program prints, one for each stage of 3^(i−1) epochs. */
  @Test
  void stagesAreThoseOfThePublishedProtocol() {
    double[] rates = {1e-3, 7.2e-4, 5.2e-4, 3.7e-4, 2.7e-4, 1.9e-4, 1.4e-4, 1e-4};
    Schedule stages = new Schedule.Stages(1e-3, 3);
    long stepsPerEpoch = 2980;
    long steps = 3280 * stepsPerEpoch;
    long begin = 0;
    for (int stage = 0; stage < rates.length; stage++) {
      long end = begin + Math.round(Math.pow(3, stage)) * stepsPerEpoch;
      assertEquals(rates[stage], stages.at(begin, steps), 1e-12, "first step of stage " + stage);
      assertEquals(rates[stage], stages.at(end - 1, steps), 1e-12, "last step of stage " + stage);
      begin = end;
    }
    assertEquals(steps, begin);
    assertEquals(1e-4, stages.at(steps + 5, steps), 1e-12);
  }

  @Test
  void stagesCanBeEquallyLong() {
    Schedule stages = new Schedule.Stages(1, 1);
    assertEquals(8, Schedule.Stages.length(1));
    assertEquals(1, stages.at(9, 80));
    assertEquals(0.72, stages.at(10, 80));
    assertEquals(0.1, stages.at(70, 80));
  }

  @Test
  void linearGoesFromEndToEndAndStaysThere() {
    Schedule linear = new Schedule.Linear(2, 6);
    assertEquals(2, linear.at(0, 5));
    assertEquals(4, linear.at(2, 5));
    assertEquals(6, linear.at(4, 5));
    assertEquals(6, linear.at(1 << 20, 5));
    assertEquals(6, linear.at(0, 1));
  }
}
