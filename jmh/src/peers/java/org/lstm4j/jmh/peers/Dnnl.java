package org.lstm4j.jmh.peers;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.bytedeco.dnnl.dnnl_version_t;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.javacpp.Loader;
import org.lstm4j.jmh.engine.LstmEngine;
import org.lstm4j.jmh.engine.LstmProblem;
import org.lstm4j.jmh.engine.LstmShape;

/** oneDNN's LSTM primitive, with weights in the layouts that it prefers. */
public final class Dnnl implements LstmEngine {
  private String implementation = "";

  /** Called by the service loader. */
  public Dnnl() {}

  @Override
  public String name() {
    return "dnnl";
  }

  @Override
  public String description() {
    dnnl_version_t version = dnnl.version();
    return "oneDNN %d.%d.%d for %s%s"
        .formatted(
            version.major(),
            version.minor(),
            version.patch(),
            dnnl.get_effective_cpu_isa(),
            implementation);
  }

  @Override
  public boolean does(Task task, LstmShape shape) {
    return shape.layers() == 1;
  }

  /** Sets OpenMP's number of threads, which is the calling thread's own; oneDNN has no setter. */
  @SuppressWarnings("restricted") // the function has no binding
  private static void setThreads(int threads) {
    Loader.load(dnnl.class);
    try {
      Linker.nativeLinker()
          .downcallHandle(
              MemorySegment.ofAddress(Loader.addressof("omp_set_num_threads").address()),
              FunctionDescriptor.ofVoid(ValueLayout.JAVA_INT))
          .invokeExact(threads);
    } catch (Throwable e) {
      throw new IllegalStateException("OpenMP does not take the number of threads", e);
    }
  }

  private DnnlForward forward(LstmProblem problem, int threads, dnnl.prop_kind kind, int steps) {
    setThreads(threads);
    DnnlForward forward = new DnnlForward(problem, kind, steps);
    implementation = ", %s forward, %d thread(s)".formatted(forward.implementation(), threads);
    return forward;
  }

  @Override
  public Training training(LstmProblem problem, int threads) {
    DnnlForward forward =
        forward(problem, threads, dnnl.prop_kind.forward_training, problem.shape.steps());
    DnnlBackward backward = new DnnlBackward(problem, forward);
    implementation += ", %s backward".formatted(backward.implementation());
    return new Training() {
      @Override
      public double step() {
        forward.run();
        return backward.run();
      }

      @Override
      public float[] parameters() {
        return forward.parameters();
      }

      @Override
      public void close() {
        backward.close();
        forward.close();
      }
    };
  }

  @Override
  public Inference inference(LstmProblem problem, int threads) {
    DnnlForward forward =
        forward(problem, threads, dnnl.prop_kind.forward_inference, problem.shape.steps());
    return new Inference() {
      @Override
      public void run(float[] input, float[] hidden) {
        forward.run(input, hidden);
      }

      @Override
      public void close() {
        forward.close();
      }
    };
  }

  @Override
  public Streaming streaming(LstmProblem problem) {
    DnnlForward forward = forward(problem, 1, dnnl.prop_kind.forward_inference, 1);
    return new Streaming() {
      @Override
      public void step(float[] input, float[] hidden) {
        forward.run(input, hidden);
        forward.carryState();
      }

      @Override
      public void close() {
        forward.close();
      }
    };
  }
}
