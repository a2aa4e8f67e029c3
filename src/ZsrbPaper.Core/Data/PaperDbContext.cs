using System.Runtime.CompilerServices;
using System.Text;
using Microsoft.AspNetCore.DataProtection.EntityFrameworkCore;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.Extensions.DependencyInjection;
using ZsrbPaper.Core.Auditing;
using ZsrbPaper.Core.Changes;
using ZsrbPaper.Core.Desk;
using ZsrbPaper.Core.Editions;
using ZsrbPaper.Core.Media;
using ZsrbPaper.Core.Newspapers;
using ZsrbPaper.Core.OldAddresses;
using ZsrbPaper.Core.Searching;
using ZsrbPaper.Core.Submissions;

namespace ZsrbPaper.Core.Data;

/// <summary>
/// The database. Each engine has a thin subclass with its own migrations; code uses this type.
/// </summary>
/// <remarks>
/// A change of the model needs a migration for both engines, and the compiled model, which spares every start half a second; from the top folder:
/// <code>
/// dotnet ef migrations add Name --project src/ZsrbPaper.Data.Sqlite
/// dotnet ef migrations add Name --project src/ZsrbPaper.Data.PostgreSql
/// dotnet ef dbcontext optimize --project src/ZsrbPaper.Data.Sqlite -o Compiled -n ZsrbPaper.Data.Sqlite.Compiled
/// dotnet ef dbcontext optimize --project src/ZsrbPaper.Data.PostgreSql -o Compiled -n ZsrbPaper.Data.PostgreSql.Compiled
/// </code>
/// What reads and writes a column (converters, comparers) is copied there, so it must be visible within the project.
/// </remarks>
public abstract class PaperDbContext(DbContextOptions options)
    : IdentityUserContext<DeskUser, int>(options), IDataProtectionKeyContext
{
    private static readonly Lazy<IServiceProvider> _outsideApplications = new(() => new ServiceCollection()
        .Configure<IdentityOptions>(options => options.Stores.SchemaVersion = IdentityTables)
        .BuildServiceProvider());

    private readonly List<AuditEntry> _unchained = [];
    private int _lease;

    /// <summary>Acts that the next save stores. A context may come from a pool: what its last user added and did not save is not this one's.</summary>
    private List<AuditEntry> Unchained
    {
        get
        {
            if (_lease != ContextId.Lease)
            {
                _unchained.Clear();
                _lease = ContextId.Lease;
            }

            return _unchained;
        }
    }

    public DbSet<Newspaper> Newspapers => Set<Newspaper>();

    public DbSet<Edition> Editions => Set<Edition>();

    public DbSet<PrintPage> PrintPages => Set<PrintPage>();

    public DbSet<Article> Articles => Set<Article>();

    public DbSet<Photo> Photos => Set<Photo>();

    public DbSet<HotArea> HotAreas => Set<HotArea>();

    public DbSet<RetiredNumber> RetiredNumbers => Set<RetiredNumber>();

    public DbSet<OldAddress> OldAddresses => Set<OldAddress>();

    public DbSet<Submission> Submissions => Set<Submission>();

    public DbSet<SubmissionState> SubmissionStates => Set<SubmissionState>();

    /// <summary>What search knows of the articles; kept by every save.</summary>
    public DbSet<SearchDocument> SearchDocuments => Set<SearchDocument>();

    /// <summary>What readers may notice of the saves; kept by every save.</summary>
    public DbSet<ReaderChange> ReaderChanges => Set<ReaderChange>();

    public DbSet<ArticleVersion> ArticleVersions => Set<ArticleVersion>();

    public DbSet<SiteFact> SiteFacts => Set<SiteFact>();

    public DbSet<DeskMembership> DeskMemberships => Set<DeskMembership>();

    public DbSet<Review> Reviews => Set<Review>();

    public DbSet<ProofRound> ProofRounds => Set<ProofRound>();

    public DbSet<ReleasedChange> ReleasedChanges => Set<ReleasedChange>();

    public DbSet<ReplacedPageFile> ReplacedPageFiles => Set<ReplacedPageFile>();

    public DbSet<EditingPresence> EditingPresences => Set<EditingPresence>();

    public DbSet<PageJob> PageJobs => Set<PageJob>();

    public DbSet<PackageJob> PackageJobs => Set<PackageJob>();

    /// <summary>The audit log; written through <see cref="Audit"/> only.</summary>
    public DbSet<AuditEntry> AuditEntries => Set<AuditEntry>();

    /// <summary>The keys that cookies and tokens are made with, shared by all nodes.</summary>
    public DbSet<DataProtectionKey> DataProtectionKeys => Set<DataProtectionKey>();

    /// <summary>The version of Identity's tables that the migrations make: the one that passkeys came with.</summary>
    public static Version IdentityTables => IdentitySchemaVersions.Version3;

    /// <summary>Adds an act to the audit log; it is numbered, chained and stored by the next save, in the same transaction as what it tells of.</summary>
    /// <param name="at">When, UTC.</param>
    /// <param name="actor">A user name, <c>cli:…</c> or <c>system</c>.</param>
    /// <param name="act">One of <see cref="Acts"/>.</param>
    /// <param name="subject">To what, see <see cref="AuditEntry.Subject"/>.</param>
    /// <param name="detail">In words or as JSON.</param>
    public void Audit(DateTime at, string actor, string act, string? subject, string? detail = null) =>
        Unchained.Add(new AuditEntry(at, actor, act, subject, detail));

    /// <summary>Forgets everything that is not saved, acts for the audit log too: before a second attempt at what failed.</summary>
    public void Discard()
    {
        ChangeTracker.Clear();
        Unchained.Clear();
    }

    /// <summary>Takes back what <see cref="Audit"/> added since the last save: what it tells of was refused after all.</summary>
    public void ForgetAudit() => Unchained.Clear();

    /// <summary>
    /// Makes this transaction the only one that adds to the audit log, until it ends: every act of the desk is logged, so what is read from now on
    /// holds until then.
    /// </summary>
    public abstract Task LockAuditAsync(CancellationToken cancellationToken);

    /// <summary>Whether a failed save broke a uniqueness rule, in the words of this engine.</summary>
    public abstract bool IsUniqueViolation(DbUpdateException exception);

    /// <summary>The documents that are asked for, in no order. Where there are terms, the index of terms finds them and nothing else.</summary>
    public IQueryable<SearchDocument> FindDocuments(DocumentQuery query)
    {
        ArgumentNullException.ThrowIfNull(query);

        // search_at() tells the place of characters in a text, 0 for none, and search_word_at() that of whole words: each engine has them by its migrations or
        // connections. {1} is what ends the authors.
        var pieces = query.Pieces.Select((piece, number) => (piece.IsExcluded ? "NOT " : "") + (piece.Field, Place: piece.IsOfWords ? "search_word_at" : "search_at") switch
        {
            (SearchField.Title, var place) => $$"""({{place}}("Heading", {{{number + 4}}}) > 0)""",
            (SearchField.Author, var place) => $$"""({{place}}("Text", {{{number + 4}}}) BETWEEN 1 AND search_at("Text", {1}))""",
            (_, var place) => $$"""({{place}}("Heading", {{{number + 4}}}) > 0 OR {{place}}("Text", {{{number + 4}}}) > 0)""",
        });
        var (where, end, terms) = query.Terms.Count == 0 ? ("1 = 1", "", "") : SqlOf(query);

        // With terms, no index of keys is to be mixed with theirs: of what both find, PostgreSQL would cut the terms out of the texts again.
        var key = query.Terms.Count == 0 ? "\"Key\"" : "\"Key\" + 0";
        string[] conditions = [where, .. query.FirstKey is null ? [] : new[] { key + " >= {2}" }, .. query.LastKey is null ? [] : new[] { key + " <= {3}" }, .. pieces];
        return SearchDocuments.FromSql(FormattableStringFactory.Create(
            $"""SELECT * FROM "SearchDocuments" WHERE {string.Join(" AND ", conditions)}{end}""",
            [terms, BytesOf(SearchDocument.PartsMark.ToString()), query.FirstKey ?? 0, query.LastKey ?? 0, .. query.Pieces.Select(piece => BytesOf(piece.Normal))]));

        static byte[] BytesOf(string normal) => Encoding.BigEndianUnicode.GetBytes(normal);
    }

    /// <summary>How this engine's index of terms is asked: a condition with <c>{0}</c> for the terms, what stands at the end, and the terms in its words.</summary>
    protected abstract (string Where, string End, string Terms) SqlOf(DocumentQuery query);

    public override int SaveChanges(bool acceptAllChangesOnSuccess)
    {
        if (Unchained.Count > 0)
        {
            throw new InvalidOperationException("Entries of the audit log are saved with SaveChangesAsync.");
        }

        RaiseVersions();
        if (Changes.ReaderChanges.Find(ChangeTracker) is not null)
        {
            throw new InvalidOperationException("What readers see is saved with SaveChangesAsync, which keeps search documents and tells the caches.");
        }

        return base.SaveChanges(acceptAllChangesOnSuccess);
    }

    public override async Task<int> SaveChangesAsync(bool acceptAllChangesOnSuccess, CancellationToken cancellationToken = default)
    {
        RaiseVersions();
        var searchable = SearchUpkeep.FindChanges(ChangeTracker);
        var noticeable = Changes.ReaderChanges.Find(ChangeTracker);
        if (Unchained.Count == 0 && noticeable is null)
        {
            return await base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken);
        }

        var entries = Unchained.ToList();
        var ofOthers = Database.CurrentTransaction;
        var own = ofOthers is null ? await Database.BeginTransactionAsync(cancellationToken) : null;
        try
        {
            if (entries.Count > 0)
            {
                await ChainAsync(entries, cancellationToken);
            }

            var written = await base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken);
            if (searchable.Any)
            {
                await SearchUpkeep.WriteAsync(this, searchable, cancellationToken);
            }

            if (noticeable is not null)
            {
                await noticeable.WriteAsync(this, cancellationToken);
            }

            await base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken);

            if (own is not null)
            {
                await own.CommitAsync(cancellationToken);
            }

            Unchained.Clear();
            return written;
        }
        catch
        {
            // A save that failed may be tried again, and the entries are then chained to another head.
            foreach (var entry in entries)
            {
                Entry(entry).State = EntityState.Detached;
            }

            throw;
        }
        finally
        {
            if (own is not null)
            {
                await own.DisposeAsync();
            }
        }
    }

    protected override void OnConfiguring(DbContextOptionsBuilder optionsBuilder)
    {
        // Identity asks the application which tables to model. Outside one, as for migrations and tests, nobody else would answer.
        if (optionsBuilder.Options.FindExtension<CoreOptionsExtension>()?.ApplicationServiceProvider is null)
        {
            optionsBuilder.UseApplicationServiceProvider(_outsideApplications.Value);
        }
    }

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        configurationBuilder.Properties<DateTime>().HaveConversion<UtcConverter>();
        configurationBuilder.Properties<PageLabel>().HaveConversion<PageLabelConverter>().HaveMaxLength(PageLabel.MaxLength);
        configurationBuilder.Properties<AreaShape>().HaveConversion<AreaShapeConverter>();
        configurationBuilder.Properties<ReleasedChangeKind>().HaveConversion<string>().HaveMaxLength(20);
        configurationBuilder.Properties<ReleasedChangeState>().HaveConversion<string>().HaveMaxLength(20);
        configurationBuilder.Properties<JobState>().HaveConversion<string>().HaveMaxLength(20);
        configurationBuilder.Properties<WorkStage>().HaveConversion<string>().HaveMaxLength(20);
        configurationBuilder.Properties<ArticleKind>().HaveConversion<string>().HaveMaxLength(20);
    }

    protected override void OnModelCreating(ModelBuilder builder)
    {
        base.OnModelCreating(builder);
        builder.ApplyConfigurationsFromAssembly(typeof(PaperDbContext).Assembly);
    }

    private async Task ChainAsync(List<AuditEntry> entries, CancellationToken cancellationToken)
    {
        await LockAuditAsync(cancellationToken);
        var head = await AuditEntries.AsNoTracking().OrderByDescending(entry => entry.Number)
            .Select(entry => new { entry.Number, entry.Hash }).FirstOrDefaultAsync(cancellationToken);
        var (number, hash) = (head?.Number ?? 0, head?.Hash ?? AuditEntry.NoHash);
        foreach (var entry in entries)
        {
            entry.ChainTo(number, hash);
            (number, hash) = (entry.Number, entry.Hash);
            AuditEntries.Add(entry);
        }
    }

    private void RaiseVersions()
    {
        foreach (var entry in ChangeTracker.Entries<IVersioned>())
        {
            if (entry.State is EntityState.Added or EntityState.Modified)
            {
                var version = entry.Property(versioned => versioned.Version);
                version.CurrentValue = version.OriginalValue + 1;
            }
        }
    }
}
