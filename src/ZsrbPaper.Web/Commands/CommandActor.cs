using ZsrbPaper.Core.Data;
using ZsrbPaper.Core.Editions;

namespace ZsrbPaper.Web.Commands;

/// <summary>Who works at the command line, as the audit log knows them: <c>cli:</c> and the user of the operating system.</summary>
internal static class CommandActor
{
    public static string Name { get; } = $"cli:{Environment.UserName}" is { Length: > ArticleVersion.AuthorMaxLength } name ? name[..ArticleVersion.AuthorMaxLength] : $"cli:{Environment.UserName}";

    /// <summary>Writes an act of the command line into the audit log.</summary>
    public static async Task AuditAsync(this IServiceProvider services, string act, string? subject, string detail, CancellationToken cancellationToken)
    {
        var db = services.GetRequiredService<PaperDbContext>();
        db.Audit(services.GetRequiredService<TimeProvider>().GetUtcNow().UtcDateTime, Name, act, subject, detail);
        await db.SaveChangesAsync(cancellationToken);
    }
}
