using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Xunit;

namespace ZsrbPaper.TestSupport;

/// <summary>What the portal logs: into the output of the running test, and kept for tests that ask.</summary>
public sealed class TestLog : ILoggerProvider
{
    private readonly ConcurrentQueue<LogLine> _lines = new();

    public IReadOnlyList<LogLine> Lines => [.. _lines];

    /// <summary>Everything at error level or above; a test that expects none asserts that this is empty.</summary>
    public IReadOnlyList<LogLine> Errors => [.. _lines.Where(line => line.Level >= LogLevel.Error)];

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    public void Dispose()
    {
    }

    private sealed class Logger(TestLog log, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            // The database's and the framework's everyday lines would bury what a failing test needs.
            if (!IsEnabled(logLevel) || (logLevel < LogLevel.Warning && category.StartsWith("Microsoft.", StringComparison.Ordinal)))
            {
                return;
            }

            var line = new LogLine(logLevel, category, formatter(state, exception), exception);
            log._lines.Enqueue(line);
            try
            {
                TestContext.Current.TestOutputHelper?.WriteLine(line.ToString());
            }
            catch (InvalidOperationException)
            {
                // The test whose output it was is over; the line is kept all the same.
            }
        }
    }
}

/// <summary>One line of the portal's log.</summary>
public sealed record LogLine(LogLevel Level, string Category, string Message, Exception? Exception)
{
    public override string ToString() => $"{Level} {Category}: {Message}{(Exception is null ? "" : $"\n{Exception}")}";
}
