package dev.culebra.cases;

import dev.culebra.harness.Case;
import java.util.List;
import java.util.stream.Stream;

/** Every operation's cases, one line each. */
public final class AllCases {
  private AllCases() {}

  public static Stream<Case> all() {
    return Stream.of(
            AddCases.cases(),
            BroadcastCases.cases(),
            Conv2dCases.cases(),
            Conv2dWeightGradientCases.cases(),
            ConvTranspose2dCases.cases(),
            FillCases.cases(),
            MatMulCases.cases(),
            MultiplyCases.cases(),
            ReshapeCases.cases(),
            SumCases.cases())
        .flatMap(List::stream);
  }
}
