using Microsoft.EntityFrameworkCore;
using Xunit;
using ZsrbPaper.Core.Auditing;
using ZsrbPaper.Core.Data;
using ZsrbPaper.Core.Desk;
using ZsrbPaper.Core.Editions;

namespace ZsrbPaper.Data.Tests.Desk;

/// <summary>The desk of one request: its services on one context.</summary>
internal sealed class DeskOf(PaperDbContext db, TimeProvider clock) : IAsyncDisposable
{
    private static readonly DateOnly Date = new(2024, 3, 2);

    public PaperDbContext Db => db;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async Task<EditionStatus> StatusAsync() => (await new EditionStatusReader(db, clock).FindAsync("zsrb", Date, Ct))!;

    public async Task<ReviewOutcome> PassAsync(string label, int? number, int round, string by, int? seen = null) =>
        (await new ReviewDesk(db, clock).PassAsync("zsrb", Date, PageLabel.Parse(label), number, round, by, seen, Ct)).Outcome;

    public Task<PassResult> PassWholePageAsync(string label, int round, string by, string? seen = null) =>
        new ReviewDesk(db, clock).PassWholePageAsync("zsrb", Date, PageLabel.Parse(label), round, by, seen, Ct);

    public async Task<ReviewOutcome> ProofAsync(string label, int round, string by, string? note = null) =>
        (await new ReviewDesk(db, clock).NoteProofAsync("zsrb", Date, PageLabel.Parse(label), round, note, by, Ct)).Outcome;

    public Task<SignOffResult> SignOffAsync(string? time, string by) => SignOff().SignOffAsync("zsrb", Date, time, by, Ct);

    public Task<SignOffResult> ReapproveAsync(string by) => SignOff().ReapproveAsync("zsrb", Date, by, Ct);

    public Task<SignOffResult> RevokeAsync(string by) => SignOff().RevokeAsync("zsrb", Date, by, Ct);

    public Task<SignOffResult> MoveAsync(string? time, string by) => SignOff().MoveAsync("zsrb", Date, time, by, Ct);

    public Task<SignOffOutcome> SetNumberAsync(int? number, string by) => Edition().SetNumberAsync("zsrb", Date, number, by, Ct);

    public Task<SignOffOutcome> PlanAsync(string? time, string by) => Edition().PlanAsync("zsrb", Date, time, by, Ct);

    /// <summary>Changes an article's text as the editor would.</summary>
    public async Task ChangeArticleAsync(string label, int number, string by)
    {
        var page = PageLabel.Parse(label);
        var article = await db.Articles.Include(article => article.Page).ThenInclude(page => page.Edition).ThenInclude(edition => edition.Newspaper)
            .SingleAsync(article => article.Page.Edition.Date == Date && article.Page.Label == page && article.Number == number, Ct);
        article.Body += "改";
        await new DeskChanges(db, clock).ArticleChangedAsync(article, by, Acts.ArticleChanged, null, Ct);
        await db.SaveChangesAsync(Ct);
    }

    /// <summary>Three people pass every page with everything on it.</summary>
    public async Task ReviewEverythingAsync()
    {
        foreach (var page in (await StatusAsync()).Pages)
        {
            for (var round = 1; round <= 3; round++)
            {
                Assert.Equal(ReviewOutcome.Passed, (await PassWholePageAsync(page.Label.Value, round, $"审{round}")).Outcome);
            }
        }
    }

    public ValueTask DisposeAsync() => db.DisposeAsync();

    private EditionDesk Edition() => new(db, new DeskChanges(db, clock), clock);

    private SignOffDesk SignOff() => new(db, new EditionStatusReader(db, clock), clock);
}
