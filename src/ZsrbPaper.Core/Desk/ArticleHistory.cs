using Microsoft.EntityFrameworkCore;
using ZsrbPaper.Core.Data;
using ZsrbPaper.Core.Editions;
using ZsrbPaper.Core.Packages;
using ZsrbPaper.Core.Text;

namespace ZsrbPaper.Core.Desk;

/// <summary>A state that an article was in.</summary>
/// <param name="Id">Of the <see cref="ArticleVersion"/> that keeps it; null for the state it is in now.</param>
/// <param name="By">Who made it so; null for what came before there was a desk.</param>
/// <param name="At">When it became so, UTC.</param>
public sealed record ArticleState(int? Id, string? By, DateTime At);

/// <summary>One field of an article in two states.</summary>
public sealed record FieldChange(string Name, IReadOnlyList<DiffPart> Parts);

/// <summary>What an article was before, and how each state differs from the one before it.</summary>
public sealed class ArticleHistory(PaperDbContext db)
{
    /// <summary>Every state, the latest first.</summary>
    public async Task<IReadOnlyList<ArticleState>> FindStatesAsync(Article article, CancellationToken cancellationToken)
    {
        var versions = await db.ArticleVersions.AsNoTracking()
            .Where(version => version.Article == article)
            .OrderBy(version => version.Id)
            .Select(version => new { version.Id, version.ReplacedAt, version.ReplacedBy })
            .ToListAsync(cancellationToken);

        // A version says when its state ended, which is when the next began.
        var states = new List<ArticleState>();
        var (by, at) = ((string?)null, article.CreatedAt);
        foreach (var version in versions)
        {
            states.Add(new ArticleState(version.Id, by, at));
            (by, at) = (version.ReplacedBy, version.ReplacedAt);
        }

        states.Add(new ArticleState(null, article.ChangedBy ?? by, versions.Count > 0 ? article.ModifiedAt : at));
        states.Reverse();
        return states;
    }

    /// <summary>The contents of some versions of the article, by id.</summary>
    public async Task<IReadOnlyDictionary<int, ArticleContent>> FindContentsAsync(Article article, IReadOnlyList<int> ids, CancellationToken cancellationToken) =>
        await db.ArticleVersions.AsNoTracking()
            .Where(version => version.Article == article && ids.Contains(version.Id))
            .ToDictionaryAsync(version => version.Id, version => ArticleContent.FromJson(version.Content), cancellationToken);

    /// <summary>The fields in which two contents differ, in the order of the article page.</summary>
    public static IReadOnlyList<FieldChange> Changes(ArticleContent older, ArticleContent newer)
    {
        var (before, after) = (Fields(older), Fields(newer));
        return [.. before.Keys.Union(after.Keys)
            .Select(name => (Name: name, Before: before.GetValueOrDefault(name), After: after.GetValueOrDefault(name)))
            .Where(field => (field.Before ?? "") != (field.After ?? ""))
            .Select(field => new FieldChange(field.Name, ChineseDiff.Compare(field.Before, field.After)))];
    }

    private static Dictionary<string, string?> Fields(ArticleContent content)
    {
        var fields = new Dictionary<string, string?>
        {
            ["引题"] = content.Kicker,
            ["主题"] = content.Title,
            ["副题"] = content.Subtitle,
            ["栏目"] = content.Column,
            ["类型"] = Name(content.Kind),
            ["记者"] = string.Join('、', content.Reporters),
            ["通讯员"] = string.Join('、', content.Correspondents),
            ["摄影"] = string.Join('、', content.Photographers),
            ["来源"] = content.Source,
            ["更正"] = content.Correction,
            ["撤稿"] = content.Withdrawal,
            ["正文"] = content.Body,
            ["图片"] = string.Join('\n', content.Photos.Select(photo => photo.FileName)),
        };
        foreach (var photo in content.Photos.DistinctBy(photo => photo.Hash))
        {
            fields[$"图片 {photo.FileName} {photo.Hash[..6]}"] = string.Join('\n', new[]
            {
                photo.Caption, photo.Credit, photo.Alt, photo.Focus is { } focus ? $"焦点 {focus}" : null,
            }.OfType<string>());
        }

        fields["热区"] = string.Join('\n', content.Areas.Select(area => $"{area.Page} {area.Points}"));
        return fields;
    }

    /// <summary>The desk's word for a kind of article.</summary>
    public static string Name(ArticleKind kind) => kind switch
    {
        ArticleKind.Photo => "图片",
        ArticleKind.Notice => "公告",
        ArticleKind.Advertisement => "广告",
        _ => "稿件",
    };
}
