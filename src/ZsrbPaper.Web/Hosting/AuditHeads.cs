using System.Globalization;
using ZsrbPaper.Core.Auditing;
using ZsrbPaper.Core.Media;

namespace ZsrbPaper.Web.Hosting;

/// <summary>
/// The heads of the audit log as they were noted outside the database: a line for each in <c>audit-heads.log</c> of the data root,
/// <c>2026-11-24T00:00:00Z 1234 hash</c>, and the same in the program's own log, which should be shipped to another machine.
/// </summary>
internal sealed class AuditHeads(PaperFolders folders, TimeProvider clock, ILogger<AuditHeads> log)
{
    private string File => Path.Combine(folders.Data, "audit-heads.log");

    public async Task NoteAsync(AuditHead head, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow().ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
        log.LogInformation("Audit log: {Number} entries, head {Hash}", head.Number, head.Hash);
        await System.IO.File.AppendAllTextAsync(File, string.Create(CultureInfo.InvariantCulture, $"{now} {head.Number} {head.Hash}\n"), cancellationToken);
    }

    /// <summary>Every head that was noted; lines that a crash cut short are passed over.</summary>
    public IReadOnlyList<AuditHead> Read() => !System.IO.File.Exists(File) ? [] :
    [
        .. System.IO.File.ReadLines(File)
            .Select(line => line.Split(' '))
            .Where(parts => parts.Length == 3 && MediaNames.IsHash(parts[2]) && long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out _))
            .Select(parts => new AuditHead(long.Parse(parts[1], CultureInfo.InvariantCulture), parts[2])),
    ];
}

/// <summary>Notes the head of the audit log at the start and once a day.</summary>
internal sealed class AuditHeadService(
    IServiceScopeFactory scopes, AuditHeads heads, FirstReaders readers, TimeProvider clock, ILogger<AuditHeadService> log) : BackgroundService
{
    private static readonly TimeSpan _interval = TimeSpan.FromHours(24);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await readers.Served.WaitAsync(stoppingToken);
        using var timer = new PeriodicTimer(_interval, clock);
        do
        {
            try
            {
                await using var scope = scopes.CreateAsyncScope();
                if (await scope.ServiceProvider.GetRequiredService<AuditLog>().FindHeadAsync(stoppingToken) is { } head)
                {
                    await heads.NoteAsync(head, stoppingToken);
                }
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException || Portal.IsDatabaseAway(exception))
            {
                log.LogWarning(exception, "The head of the audit log could not be noted; the next try is in {Hours} hours", _interval.TotalHours);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }
}
