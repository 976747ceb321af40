package dev.parley.server.otlp;

import com.linecorp.armeria.common.Flags;
import com.linecorp.armeria.common.util.EventLoopGroups;
import com.linecorp.armeria.common.util.ThreadFactories;
import com.linecorp.armeria.common.util.TransportType;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Threads that accept connections. */
public final class Acceptors {
  private static final int SECONDS_AT_MOST = 5;

  private Acceptors() {}

  /**
   * A thread that ends as soon as it is told to, where Linux's epoll is there. Netty's own stays
   * for two seconds, in case it is given work after all, and a restart is late by as much.
   *
   * @param threadName the thread's name
   */
  public static EventLoopGroup endingAtOnce(String threadName) {
    if (Flags.transportType() != TransportType.EPOLL) {
      return EventLoopGroups.newEventLoopGroup(1, threadName);
    }
    // Not by Armeria's builder of groups: a server ends the group inside the one that it makes.
    return new MultiThreadIoEventLoopGroup(
        1, ThreadFactories.newThreadFactory(threadName, false), EpollIoHandler.newFactory()) {
      @Override
      public Future<?> shutdownGracefully() {
        return shutdownGracefully(0, SECONDS_AT_MOST, TimeUnit.SECONDS);
      }
    };
  }
}
