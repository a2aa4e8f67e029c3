using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;
using ZsrbPaper.Core.Editions;
using ZsrbPaper.Core.Newspapers;

namespace ZsrbPaper.Core.Data;

/// <summary>
/// The database. Each engine has a thin subclass with its own migrations; code uses this type.
/// </summary>
/// <remarks>
/// A change of the model needs a migration for both engines, from the top folder:
/// <code>
/// dotnet ef migrations add Name --project src/ZsrbPaper.Data.Sqlite
/// dotnet ef migrations add Name --project src/ZsrbPaper.Data.PostgreSql
/// </code>
/// </remarks>
public abstract class PaperDbContext(DbContextOptions options) : DbContext(options)
{
    public DbSet<Newspaper> Newspapers => Set<Newspaper>();

    public DbSet<Edition> Editions => Set<Edition>();

    public DbSet<PrintPage> PrintPages => Set<PrintPage>();

    public DbSet<Article> Articles => Set<Article>();

    public DbSet<Photo> Photos => Set<Photo>();

    public DbSet<HotArea> HotAreas => Set<HotArea>();

    public DbSet<RetiredNumber> RetiredNumbers => Set<RetiredNumber>();

    public DbSet<ArticleVersion> ArticleVersions => Set<ArticleVersion>();

    public DbSet<SiteFact> SiteFacts => Set<SiteFact>();

    /// <summary>Whether a failed save broke a uniqueness rule, in the words of this engine.</summary>
    public abstract bool IsUniqueViolation(DbUpdateException exception);

    public override int SaveChanges(bool acceptAllChangesOnSuccess)
    {
        RaiseVersions();
        return base.SaveChanges(acceptAllChangesOnSuccess);
    }

    public override Task<int> SaveChangesAsync(bool acceptAllChangesOnSuccess, CancellationToken cancellationToken = default)
    {
        RaiseVersions();
        return base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken);
    }

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        configurationBuilder.Properties<DateTime>().HaveConversion<UtcConverter>();
        configurationBuilder.Properties<PageLabel>().HaveConversion<PageLabelConverter>().HaveMaxLength(PageLabel.MaxLength);
        configurationBuilder.Properties<AreaShape>().HaveConversion<AreaShapeConverter>();
        configurationBuilder.Properties<ArticleKind>().HaveConversion<string>().HaveMaxLength(20);
    }

    protected override void OnModelCreating(ModelBuilder modelBuilder) =>
        modelBuilder.ApplyConfigurationsFromAssembly(typeof(PaperDbContext).Assembly);

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

    /// <summary>Moments are UTC: SQLite forgets the kind, PostgreSQL refuses any other.</summary>
    private sealed class UtcConverter() : ValueConverter<DateTime, DateTime>(
        moment => moment.Kind == DateTimeKind.Utc ? moment : DateTime.SpecifyKind(moment, DateTimeKind.Utc),
        moment => DateTime.SpecifyKind(moment, DateTimeKind.Utc));

    private sealed class PageLabelConverter() : ValueConverter<PageLabel, string>(label => label.Value, text => PageLabel.Parse(text));

    private sealed class AreaShapeConverter() : ValueConverter<AreaShape, string>(shape => shape.Text, text => AreaShape.Parse(text));
}
