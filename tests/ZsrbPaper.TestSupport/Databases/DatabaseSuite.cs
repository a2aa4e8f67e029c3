using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.Time.Testing;
using Xunit;
using ZsrbPaper.Core.Data;

namespace ZsrbPaper.TestSupport.Databases;

/// <summary>
/// Tests that hold on every engine: an abstract suite derives from this, and for each engine a sealed class of one line from
/// the suite. Every test has a fresh database.
/// </summary>
public abstract class DatabaseSuite(TestEngine engine) : IAsyncLifetime
{
    private TestDatabase? _database;

    /// <summary>Noon of 2024-03-01 in China, unless the test moves it.</summary>
    protected FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2024, 3, 1, 4, 0, 0, TimeSpan.Zero));

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    protected TestDatabase Database => _database!;

    public async ValueTask InitializeAsync() => _database = await TestDatabase.CreateAsync(engine);

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (_database is not null)
        {
            await _database.DisposeAsync();
        }
    }

    /// <summary>A new context on the test's database.</summary>
    protected PaperDbContext Open(params IReadOnlyList<IInterceptor> interceptors) => Database.CreateContext(interceptors);
}
