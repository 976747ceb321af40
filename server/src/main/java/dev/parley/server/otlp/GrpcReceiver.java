package dev.parley.server.otlp;

import com.linecorp.armeria.server.ServiceRequestContext;
import com.linecorp.armeria.server.grpc.GrpcService;
import dev.parley.server.auth.Access;
import dev.parley.server.dialect.Translation;
import io.grpc.MethodDescriptor;
import io.grpc.ServerServiceDefinition;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletableFuture;

/**
 * OTLP over gRPC. Messages go through as bytes, so that they are decoded where HTTP's are: off the
 * event loop, with the same limits and the same answers.
 */
final class GrpcReceiver {
  private final Receiver receiver;

  GrpcReceiver(Receiver receiver) {
    this.receiver = receiver;
  }

  GrpcService service(OtlpLimits limits) {
    var builder = GrpcService.builder().maxRequestMessageLength(limits.maxBodyBytes());
    for (Signal signal : Signal.values()) {
      builder.addService(definition(signal));
    }
    return builder.build();
  }

  private ServerServiceDefinition definition(Signal signal) {
    MethodDescriptor<byte[], byte[]> method =
        MethodDescriptor.newBuilder(Bytes.INSTANCE, Bytes.INSTANCE)
            .setType(MethodDescriptor.MethodType.UNARY)
            .setFullMethodName(
                MethodDescriptor.generateFullMethodName(signal.grpcService, "Export"))
            .build();
    return ServerServiceDefinition.builder(signal.grpcService)
        .addMethod(
            method,
            ServerCalls.asyncUnaryCall((request, observer) -> export(signal, request, observer)))
        .build();
  }

  private void export(Signal signal, byte[] request, StreamObserver<byte[]> observer) {
    String project = Access.of(ServiceRequestContext.current()).project();
    CompletableFuture<Translation> unused =
        receiver
            .receive(
                project, signal, request, receiver.admit(), Compression.NONE, Encoding.PROTOBUF)
            .whenComplete(
                (translation, failure) -> {
                  if (failure instanceof Refusal refusal) {
                    observer.onError(
                        StatusProto.toStatusRuntimeException(
                            receiver.refusals().count(refusal).status()));
                  } else {
                    observer.onNext(Answers.protobuf(signal, translation));
                    observer.onCompleted();
                  }
                });
  }

  /** Leaves messages as they are. */
  private enum Bytes implements MethodDescriptor.Marshaller<byte[]> {
    INSTANCE;

    @Override
    public InputStream stream(byte[] message) {
      return new ByteArrayInputStream(message);
    }

    @Override
    public byte[] parse(InputStream stream) {
      try {
        return stream.readAllBytes();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
