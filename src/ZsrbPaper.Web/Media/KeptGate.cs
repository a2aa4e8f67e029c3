using ZsrbPaper.Core.Editions;
using ZsrbPaper.Core.Reading;
using ZsrbPaper.Web.Caching;
using ZsrbPaper.Web.Hosting;

namespace ZsrbPaper.Web.Media;

/// <summary>
/// The gate with its memory: what it said once of a file holds until something changes there (<see cref="AnswerFreshness"/>), so that a picture
/// that is asked for again costs the database nothing, and is served while the database is away. A preview always asks anew.
/// </summary>
internal sealed class KeptGate(GateStore store, AnswerFreshness freshness)
{
    /// <inheritdoc cref="GateStore.LastChange"/>
    public long LastChange => store.LastChange;

    /// <inheritdoc cref="MediaGate.FindPhotoAsync"/>
    public ValueTask<GatedFile> FindPhotoAsync(HttpContext context, string hash, CancellationToken cancellationToken) =>
        FindAsync(context, GateKey.OfPhoto(hash), gate => gate.FindPhotoAsync(hash, cancellationToken), cancellationToken);

    /// <inheritdoc cref="MediaGate.FindFacsimileAsync"/>
    public ValueTask<GatedFile> FindFacsimileAsync(
        HttpContext context, string code, DateOnly date, PageLabel label, string version, CancellationToken cancellationToken) =>
        FindAsync(context, new GateKey(code, date, label, version), gate => gate.FindFacsimileAsync(code, date, label, version, cancellationToken), cancellationToken);

    /// <inheritdoc cref="MediaGate.FindPagePdfAsync"/>
    public ValueTask<GatedFile> FindPagePdfAsync(HttpContext context, string code, DateOnly date, PageLabel label, CancellationToken cancellationToken) =>
        FindAsync(context, new GateKey(code, date, label, "pdf"), gate => gate.FindPagePdfAsync(code, date, label, cancellationToken), cancellationToken);

    /// <inheritdoc cref="MediaGate.FindEditionPdfAsync"/>
    public ValueTask<GatedFile> FindEditionPdfAsync(HttpContext context, string code, DateOnly date, CancellationToken cancellationToken) =>
        FindAsync(context, new GateKey(code, date, null, "pdf"), gate => gate.FindEditionPdfAsync(code, date, cancellationToken), cancellationToken);

    /// <summary>What is known of a file without asking; null when nothing is.</summary>
    public async ValueTask<GatedFile?> RecallAsync(HttpContext context, GateKey key, CancellationToken cancellationToken) =>
        !IsPreview(context) && (freshness.IsFresh || await freshness.ConfirmAsync(cancellationToken)) ? store.Find(key) : null;

    /// <inheritdoc cref="GateStore.Keep"/>
    public void Keep(HttpContext context, GateKey key, GatedFile file, long since)
    {
        if (!IsPreview(context) && !context.RequestServices.GetRequiredService<StandbyReads>().IsBehind)
        {
            store.Keep(key, file, since);
        }
    }

    private async ValueTask<GatedFile> FindAsync(HttpContext context, GateKey key, Func<MediaGate, Task<GatedFile>> askAsync, CancellationToken cancellationToken)
    {
        if (await RecallAsync(context, key, cancellationToken) is { } known)
        {
            return known;
        }

        var since = store.LastChange;
        var found = await askAsync(context.RequestServices.GetRequiredService<MediaGate>());
        Keep(context, key, found, since);
        return found;
    }

    private static bool IsPreview(HttpContext context) => context.RequestServices.GetRequiredService<PreviewScope>().EditionId is not null;
}
