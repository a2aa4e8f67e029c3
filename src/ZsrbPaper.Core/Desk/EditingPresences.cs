using Microsoft.EntityFrameworkCore;
using ZsrbPaper.Core.Data;

namespace ZsrbPaper.Core.Desk;

/// <summary>Keeps and tells who has an article open for writing.</summary>
public sealed class EditingPresences(PaperDbContext db, TimeProvider clock)
{
    /// <summary>Who was not heard of for so long has gone: closed the window, lost the line, went home.</summary>
    public static readonly TimeSpan Lasts = TimeSpan.FromSeconds(60);

    /// <summary>Notes that the user has the article open.</summary>
    public async Task BeatAsync(int articleId, string userName, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        if (await TouchAsync() > 0)
        {
            return;
        }

        try
        {
            var article = await db.Articles.SingleAsync(article => article.Id == articleId, cancellationToken);
            db.Add(new EditingPresence(article, userName, now));
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException exception) when (db.IsUniqueViolation(exception))
        {
            // The same person's other window was quicker.
            db.Discard();
            await TouchAsync();
        }

        Task<int> TouchAsync() => db.EditingPresences
            .Where(presence => presence.ArticleId == articleId && presence.UserName == userName)
            .ExecuteUpdateAsync(set => set.SetProperty(presence => presence.SeenAt, now), cancellationToken);
    }

    /// <summary>Notes that the user has closed it.</summary>
    public Task LeaveAsync(int articleId, string userName, CancellationToken cancellationToken) => db.EditingPresences
        .Where(presence => presence.ArticleId == articleId && presence.UserName == userName)
        .ExecuteDeleteAsync(cancellationToken);

    /// <summary>The others who have it open, by the names that colleagues know them by.</summary>
    public async Task<IReadOnlyList<string>> OthersAsync(int articleId, string userName, CancellationToken cancellationToken)
    {
        var since = clock.GetUtcNow().UtcDateTime - Lasts;
        return await db.EditingPresences
            .Where(presence => presence.ArticleId == articleId && presence.UserName != userName && presence.SeenAt > since)
            .OrderBy(presence => presence.UserName)
            .Select(presence => db.Users.Where(user => user.UserName == presence.UserName).Select(user => user.DisplayName).FirstOrDefault() ?? presence.UserName)
            .ToListAsync(cancellationToken);
    }
}
