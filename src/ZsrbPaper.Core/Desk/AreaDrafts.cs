using ZsrbPaper.Core.Media;

namespace ZsrbPaper.Core.Desk;

public enum AreaDraftOutcome
{
    /// <summary>The article has the text now.</summary>
    Filled,

    /// <summary>There is no such page or article.</summary>
    Missing,

    /// <summary>The page has no PDF.</summary>
    NoPdf,

    /// <summary>The article has no area on this page.</summary>
    NoArea,

    /// <summary>No text lies in its areas: pictures only, or a scan.</summary>
    NoText,

    /// <summary>The article has a text already, which is left alone.</summary>
    HasText,

    /// <summary>It could not be read or saved; the sentence says why.</summary>
    Failed,
}

/// <summary>Fills an empty article with the text that is printed in its areas (从版面取文).</summary>
public sealed class AreaDrafts(PageLayouts layouts, ArticleDesk articles)
{
    /// <param name="address">The page on which the article starts.</param>
    /// <param name="number">The article's number there.</param>
    /// <param name="by">User name.</param>
    /// <param name="cancellationToken">Ends the PDF tool too.</param>
    public async Task<(AreaDraftOutcome Outcome, ArticleProblem? Problem, string? Reason)> FillAsync(PageAddress address, int number, string by, CancellationToken cancellationToken)
    {
        var article = new ArticleAddress(address.Newspaper, address.Date, address.Label, number);
        if (await articles.FindAsync(article, cancellationToken) is not { } found)
        {
            return (AreaDraftOutcome.Missing, null, null);
        }

        if (!string.IsNullOrWhiteSpace(found.Body))
        {
            return (AreaDraftOutcome.HasText, null, null);
        }

        if (found.Page.PdfHash is not { } pdf)
        {
            return (AreaDraftOutcome.NoPdf, null, null);
        }

        var areas = found.Areas.Where(area => area.PageId == found.PageId).OrderBy(area => area.Position).Select(area => area.Shape).ToList();
        if (areas.Count == 0)
        {
            return (AreaDraftOutcome.NoArea, null, null);
        }

        AreaDraft? draft;
        try
        {
            draft = AreaText.Read(await layouts.ReadAsync(pdf, cancellationToken), areas);
        }
        catch (Exception exception) when (exception is MediaException or IOException)
        {
            return (AreaDraftOutcome.Failed, null, exception.Message);
        }

        if (draft is null)
        {
            return (AreaDraftOutcome.NoText, null, null);
        }

        var text = new ArticleText
        {
            Kicker = found.Kicker ?? draft.Kicker,
            Title = found.Title == ArticleRules.Untitled ? draft.Title : found.Title,
            Subtitle = found.Subtitle ?? draft.Subtitle,
            Column = found.Column,
            Kind = found.Kind,
            Reporters = found.Reporters,
            Correspondents = found.Correspondents,
            Photographers = found.Photographers,
            Source = found.Source,
            Body = draft.Body,
        };
        var saved = await articles.SaveAsync(article, ArticleRules.Basis(Packages.ArticleContent.Of(found)), text, by, cancellationToken);
        return saved.Outcome is ArticleSaveOutcome.Saved or ArticleSaveOutcome.Unchanged
            ? (AreaDraftOutcome.Filled, null, null)
            : (AreaDraftOutcome.Failed, saved.Problems is [var first, ..] ? first : null, null);
    }
}
