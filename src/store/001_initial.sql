-- The schema of a store. Applied once, not edited after a release: a change is a new file with
-- the next number.
--
-- Unless a column says otherwise: an id is its prefix and a lower-case ULID; a time
-- is milliseconds since 1970 in UTC; an amount is billionths of its unit; a column
-- of type any is packed JSON (packed_json.hpp), null when there is none; a digest is
-- 64 lower-case hex digits, or 32 bytes in a column of type blob.

create table meta (
  version integer primary key,     -- number of the migration; the highest is also user_version
  name    text    not null,        -- its file
  applied integer not null         -- when
) strict;

-- ---- sources of runs: named by the digest of their content, not changed ----

create table template_versions (
  id          integer primary key,
  digest      text    not null unique,  -- SHA-256 of `canonical`
  template_id text    not null,
  version     text    not null,
  canonical   text    not null,     -- JSON, `extends` merged in
  source      text    not null,     -- the text as its author wrote it
  first_seen  integer not null
) strict;

create table catalog_snapshots (
  id         integer primary key,
  digest     text    not null unique,  -- SHA-256 of `content`
  content    text    not null,      -- JSON: the models of the run's plan, with prices
  first_seen integer not null
) strict;

create table request_logs (
  id        text    primary key,    -- ULID of one invocation of the program
  at        integer not null,
  command   text    not null default '',
  exit_code integer,                -- null while it runs, or when it died
  finished  integer
) strict;

-- ---- runs and their steps ----

create table runs (
  id              text    primary key,
  request_id      text    not null references request_logs(id),
  template_id     text    not null,
  template        integer not null references template_versions(id),
  catalog         integer not null references catalog_snapshots(id),
  title           text    not null,
  status          text    not null check (status in ('queued', 'running', 'review', 'completed',
                            'approved', 'rejected', 'failed', 'canceled', 'in_doubt')),
  specification   any     not null,  -- JSON; frozen at the start
  intake          any     not null,  -- JSON; frozen at the start
  intake_key      integer not null,  -- the first 8 bytes of the SHA-256 of `intake` as text
  take            integer not null check (take >= 1),
  queued          integer not null,
  started         integer,
  first_artifact  integer,
  completed       integer,           -- when the status last became a final one
  duration_ms     integer check (duration_ms >= 0),  -- by a clock that never goes back
  failure         any,
  output          any,
  owner           text               -- file in workers/ of the process that executes it; null: none
) strict;

create index runs_newest on runs (queued);
create index runs_by_status on runs (status, queued);
create index runs_by_template on runs (template_id, queued);
create index runs_by_intake on runs (intake_key);
create index runs_by_request on runs (request_id);
create index runs_by_brief on runs (substr(id, -8));
create index runs_owned on runs (owner) where owner is not null;

create trigger runs_keep_their_specification
  before update of id, request_id, template_id, template, catalog, specification,
                   intake, intake_key, take on runs
  when old.started is not null
   and (old.id, old.request_id, old.template_id, old.template, old.catalog,
        old.specification, old.intake, old.intake_key, old.take)
    is not (new.id, new.request_id, new.template_id, new.template, new.catalog,
        new.specification, new.intake, new.intake_key, new.take)
  begin select raise(abort, 'a specification never changes after the start'); end;

-- The names of a step, which all runs of a template share.
create table step_names (
  number integer primary key,
  id     text    not null,           -- as expressions name it
  name   text    not null,           -- as people see it
  uses   text    not null,           -- step kind
  unique (id, name, uses)
) strict;

create table steps (
  run             text    not null references runs(id),
  ordinal         integer not null check (ordinal >= 0),  -- from 0, in the template's order
  names           integer not null references step_names(number),
  status          text    not null check (status in ('pending', 'running', 'waiting', 'succeeded',
                            'failed', 'skipped', 'reused', 'in_doubt', 'canceled')),
  provider        text    not null,  -- '' for a step without a model; so is model
  model           text    not null,
  model_execution any,
  started         integer,
  finished        integer,
  duration_ms     integer check (duration_ms >= 0),
  attempts        integer not null check (attempts >= 0),
  cache_key       blob    not null,  -- SHA-256 of everything that determines the outcome; x'' when unknown
  key_facts       any,               -- what the key is computed from and other columns do not have
  reused_from     text    not null,  -- run id and ordinal, "run-…/3"; '' when not reused
  inputs          any,               -- parameters with all expressions replaced
  outputs         any,
  lineage         any,               -- JSON; where each picture of the outputs comes from
  usage           any,
  warnings        any,
  failure         any,
  primary key (run, ordinal)
) strict, without rowid;

-- Steps that are executed now: an equal step of another run waits for the result. One whose owner
-- has ended, or no longer works on the run, counts for nothing.
create table flights (
  cache_key blob    primary key,
  run       text    not null,
  step      integer not null,        -- ordinal
  owner     text    not null,        -- file in workers/ of the process
  foreign key (run, step) references steps(run, ordinal)
) strict, without rowid;

create index steps_to_reuse on steps (cache_key) where status = 'succeeded' and cache_key <> x'';

-- ---- batches ----

create table batches (
  number          integer primary key,  -- in other tables
  id              text    not null unique,
  request_id      text    not null references request_logs(id),
  template_id     text    not null,
  template_digest text    not null references template_versions(digest),
  name            text    not null,  -- of the file of rows
  identity        text    not null,  -- SHA-256 of the settings that determine its pictures
  settings        any     not null,  -- JSON; options of every row, as they were when it was submitted
  max_cost        integer check (max_cost >= 0),  -- of all its runs together; null: no limit
  at              integer not null,
  canceled        integer,           -- when; null: not, or continued since
  exit_code       integer,           -- of the last process that worked on it; null: none has ended
  unique (template_digest, name, identity)  -- the same again joins it
) strict;

create index batches_newest on batches (at);
create index batches_by_brief on batches (substr(id, -8));

create trigger batches_never_change before update of id, request_id, template_id, template_digest,
                                                     name, identity, settings, at on batches
  begin select raise(abort, 'a batch never changes'); end;

create table batch_items (
  batch   text    not null references batches(id),
  ordinal integer not null check (ordinal >= 0),  -- in the order of the rows
  row_key text    not null,          -- names the row for people
  line    integer not null,          -- of the row in its file, from 1
  title   text    not null,          -- of its run, before it has one
  content any     not null,          -- JSON: intake, options and columns of the row
  digest  text    not null,          -- SHA-256 of what determines its pictures, hexadecimal
  run     text    references runs(id),            -- null: not started
  primary key (batch, ordinal),
  unique (batch, digest)
) strict;

create unique index batch_items_by_run on batch_items (run) where run is not null;

create trigger batch_items_start_once before update on batch_items
  when old.run is not null
    or (old.batch, old.ordinal, old.row_key, old.line, old.title, old.content, old.digest)
    is not (new.batch, new.ordinal, new.row_key, new.line, new.title, new.content, new.digest)
  begin select raise(abort, 'an item of a batch has one run'); end;

-- ---- processes that work, and requests to them ----

-- Processes that work on a batch. One that has ended counts for nothing.
create table batch_workers (
  batch text    not null references batches(id),
  owner text    not null,            -- file in workers/ of the process
  stop  integer,                     -- when it was asked to stop; null: not
  primary key (batch, owner)
) strict, without rowid;

-- Runs whose owner was asked to stop.
create table run_stops (
  run text    primary key references runs(id),
  at  integer not null
) strict, without rowid;

create trigger run_stops_end after update of owner on runs
  when new.owner is null
  begin delete from run_stops where run = new.id; end;

-- What --once-per has made or makes: one row for each template, name and period.
create table once (
  template text    not null,         -- id
  name     text    not null,         -- of the batch, or digest of a run's inputs; '' with a key
  period   text    not null,         -- "day 2026-11-30", "key nightly"
  run      text    references runs(id),
  batch    text    references batches(id),
  owner    text    not null,         -- file in workers/ of the process that submitted it
  expires  integer,                  -- from when on it is made again; null: never
  primary key (template, name, period),
  check ((run is null) <> (batch is null))
) strict, without rowid;

-- ---- files: a row here implies artifacts/ab/<sha256>.<ext> with that content ----

create table blobs (
  sha256     blob    primary key check (length(sha256) = 32),
  bytes      integer not null check (bytes >= 0),
  media_type text    not null,       -- decides the file's extension
  width      integer not null,       -- pixels; 0 when not a picture; so is height
  height     integer not null
) strict, without rowid;

-- ---- calls: requests to providers, written before they are sent ----

create table call_moves (
  before text not null,
  after  text not null,
  primary key (before, after)
) strict, without rowid;

-- The answer of a synchronous provider is its acceptance too: dispatching → succeeded.
insert into call_moves values
  ('intent', 'dispatching'), ('intent', 'void'),
  ('dispatching', 'accepted'), ('dispatching', 'succeeded'), ('dispatching', 'failed'),
  ('dispatching', 'in_doubt'),
  ('accepted', 'succeeded'), ('accepted', 'failed'), ('accepted', 'in_doubt'),
  ('in_doubt', 'succeeded'), ('in_doubt', 'failed');

create table calls (
  number          integer primary key,  -- in other tables
  id              text    not null unique,
  run             text    not null,
  step            integer not null,  -- ordinal
  attempt         integer not null check (attempt >= 1),
  state           text    not null check (state in ('intent', 'dispatching', 'accepted',
                            'succeeded', 'failed', 'in_doubt', 'void')),
  provider        text    not null,
  model           text    not null,
  operation       text    not null,
  request         any,               -- JSON; pictures as digests
  request_digest  text    not null,  -- of `request`; '' for an embedded call
  idempotency_key text    not null,  -- '': the id
  remote_id       text    not null default '',  -- the provider's id of the call
  remote          any,               -- JSON; the provider's data for collecting the answer
  embedded        integer not null check (embedded in (0, 1)),  -- answered by this process
  charge          text    not null,  -- hosted, personal
  reserved        integer not null check (reserved >= 0),  -- USD; the maximum cost
  wallet          text    not null default '',  -- that is charged; '': none
  credits         integer not null default 0 check (credits >= 0),  -- held in it
  raw_answer      blob    references blobs(sha256),
  billing_class   text    not null default '',
  failure         any,
  at              integer not null,
  owner           text,              -- file in workers/ of the process that sends it
  foreign key (run, step) references steps(run, ordinal)
) strict;

create index calls_by_step on calls (run, step);
create index calls_with_answer on calls (request_digest)
  where state = 'succeeded' and raw_answer is not null;
create index calls_to_price on calls (model) where state = 'succeeded' and embedded = 0;
create index calls_by_remote on calls (remote_id) where remote_id <> '';
create unique index one_live_call_per_step on calls (run, step)
  where state in ('intent', 'dispatching', 'accepted', 'in_doubt');

create trigger calls_begin_as_intent before insert on calls
  when new.state <> 'intent'
  begin select raise(abort, 'a call begins as an intent'); end;

create trigger calls_move_legally before update of state on calls
  when old.state <> new.state
   and not exists (select 1 from call_moves where before = old.state and after = new.state)
  begin select raise(abort, 'an illegal move of a call'); end;

create trigger calls_are_not_deleted before delete on calls
  begin select raise(abort, 'calls are not deleted'); end;

create trigger finished_runs_make_no_calls before insert on calls
  when (select status from runs where id = new.run) not in ('queued', 'running', 'in_doubt')
  begin select raise(abort, 'a finished run makes no calls'); end;

create trigger finished_runs_have_no_live_call before update of status on runs
  when new.status not in ('queued', 'running', 'in_doubt')
   and exists (select 1 from calls where run = new.id
                and state in ('intent', 'dispatching', 'accepted', 'in_doubt'))
  begin select raise(abort, 'a finished run has no live call'); end;

-- ---- artifacts and their reviews ----

create table artifacts (
  number          integer primary key,  -- in other tables
  id              text    not null unique,
  run             text    references runs(id),  -- null for an imported file
  type            text    not null,  -- "generated_image"
  artifact_class  text    not null,  -- "visual"
  status          text    not null check (status in ('pending', 'review', 'approved', 'rejected',
                            'superseded', 'completed')),
  primary_role    text    not null,  -- role of the main file
  request         any,
  model_execution any,
  context         any,
  usage           any,
  failure         any,
  record          any,
  evaluation      any,
  credits         any,
  created         integer not null,
  completed       integer
) strict;

create index artifacts_newest on artifacts (created);
create index artifacts_by_status on artifacts (status, created);
create index artifacts_by_run on artifacts (run) where run is not null;
create index artifacts_by_brief on artifacts (substr(id, -8));

create table artifact_files (
  artifact   integer not null references artifacts(number),
  ordinal    integer not null,       -- from 0, in the order they were given
  role       text    not null,       -- raw, processed, source, …
  sha256     blob    not null references blobs(sha256),
  kind       text    not null,       -- local; the durable reference is kind, bucket, key
  bucket     text    not null,
  object_key text    not null,       -- '': the key of the blob
  image      text    not null,       -- id of the picture in the lineage of the steps; '' for none
  primary key (artifact, role)
) strict;

create index artifact_files_by_blob on artifact_files (sha256);

create table artifact_parents (
  artifact text not null references artifacts(id),
  parent   text not null references artifacts(id),
  primary key (artifact, parent),
  check (artifact <> parent)
) strict, without rowid;

-- The calls that an artifact comes from. The cost of a call is divided between its artifacts.
create table artifact_calls (
  call      integer not null references calls(number),
  artifact  integer not null references artifacts(number),
  is_direct integer not null check (is_direct in (0, 1)),  -- 0: only as a reference picture
  primary key (call, artifact)
) strict, without rowid;

create index artifact_calls_by_artifact on artifact_calls (artifact);

-- The artifacts that share the cost of a call, by their ids and numbered from 0: those with a file
-- made from its answer; without such artifacts, those that it was a reference for.
create view call_shares as
  select calls.id as call, artifacts.id as artifact,
         (select count(*) from artifact_calls as o where o.call = s.call
             and o.is_direct = s.is_direct and o.artifact < s.artifact) as part,
         (select count(*) from artifact_calls as o where o.call = s.call
             and o.is_direct = s.is_direct) as parts
    from artifact_calls as s join calls on calls.number = s.call
                             join artifacts on artifacts.number = s.artifact
   where is_direct = (select max(is_direct) from artifact_calls as o where o.call = s.call);

create table reviews (
  id       text    primary key,
  artifact text    not null references artifacts(id),
  run      text    references runs(id),
  verdict  text    not null check (verdict in ('approved', 'rejected', 'reopened')),
  seen     blob    not null references blobs(sha256),  -- the primary file at the time of the verdict
  reviewer text    not null,
  note     text    not null,
  at       integer not null
) strict;

create index reviews_by_artifact on reviews (artifact);

create trigger reviews_are_added before insert on reviews
  when exists (select 1 from reviews where id = new.id)
  begin select raise(abort, 'reviews are append-only'); end;
create trigger reviews_stay before update on reviews
  begin select raise(abort, 'reviews are append-only'); end;
create trigger reviews_are_kept before delete on reviews
  begin select raise(abort, 'reviews are append-only'); end;

create trigger approval_is_by_review before update of status on artifacts
  when new.status = 'approved'
   and not exists (select 1
                     from reviews join artifact_files on artifact_files.artifact = new.number
                    where reviews.artifact = new.id and verdict = 'approved'
                      and role = new.primary_role and sha256 = seen)
  begin select raise(abort, 'an approved artifact has a review of the file now stored'); end;

create table tags (
  run      text references runs(id),
  artifact text references artifacts(id),
  key      text not null,
  value    text not null,
  check ((run is null) <> (artifact is null)),
  unique (run, key),
  unique (artifact, key)
) strict;

create index tags_by_value on tags (key, value);

-- ---- ledger: append-only, a newer entry names the one it supersedes ----

create table costs (
  id              text    primary key,
  at              integer not null,  -- when the entry was written
  incurred        integer not null,  -- time of the spending: `at` of the first entry of the chain
  run             text    not null,
  step            integer not null,  -- ordinal
  step_name       text    not null,
  call            text    references calls(id),
  supersedes      text    unique references costs(id),
  provider        text    not null,
  operation       text    not null,
  model           text    not null,
  item            text    not null,  -- priced component: image, text_input, adjustment, …
  quantity        integer not null,  -- of `unit`, in billionths
  unit            text    not null,
  unit_price      integer not null,  -- USD
  estimated       integer not null check (estimated >= 0),  -- USD
  actual          integer,           -- USD; null until the provider or a bill reports it
  status          text    not null check (status in ('estimated', 'provider_reported',
                            'reconciled', 'disputed')),
  pricing_source  text    not null,
  pricing_version text    not null,
  source_url      text    not null,
  origin          text    not null check (origin in ('call', 'bill', 'person')),
  reason          text    not null,  -- of a person's decision; so is note
  note            text    not null,
  charge          text    not null,  -- hosted, personal
  check (actual is not null or status = 'estimated'),
  foreign key (run, step) references steps(run, ordinal)
) strict;

create index costs_by_run on costs (run);
create index costs_by_time on costs (incurred);
create index costs_by_call on costs (call) where call is not null;

create trigger costs_are_added before insert on costs
  when exists (select 1 from costs where id = new.id)
    or exists (select 1 from costs where supersedes = new.supersedes)
  begin select raise(abort, 'costs are append-only'); end;
create trigger costs_stay before update on costs
  begin select raise(abort, 'costs are append-only'); end;
create trigger costs_are_kept before delete on costs
  begin select raise(abort, 'costs are append-only'); end;

-- Two processes cannot both settle a call. A bill or a person may add an adjustment later: the
-- entries that it supersedes with it admit only one.
create trigger costs_settle_a_call_once before insert on costs
  when new.call is not null and new.supersedes is null and new.origin = 'call'
   and exists (select 1 from costs where call = new.call and supersedes is null
                and origin = 'call' and at <> new.at)
  begin select raise(abort, 'a call is settled once'); end;

create trigger costs_supersede_their_like before insert on costs
  when new.supersedes is not null
   and not exists (select 1 from costs where id = new.supersedes and run = new.run
                    and step = new.step and incurred = new.incurred)
  begin select raise(abort, 'a newer entry stands for the same spending as the older'); end;

-- Sums of the newest entries by day, month and batch, so that large ledgers are grouped and caps
-- checked fast. Maintained by the trigger below, compared with `costs` by check(). Amounts are USD.
create table cost_sums (
  kind           text    not null check (kind in ('day', 'month', 'batch')),
  period         integer not null,   -- of `incurred`: days since 1970 or months since year 0, UTC;
                                     -- or the number of a batch
  template       text    not null,   -- id
  provider       text    not null,
  model          text    not null,
  status         text    not null,
  entries        integer not null check (entries >= 0),
  estimated      integer not null,
  actual         integer not null,   -- of the entries that have one
  without_actual integer not null check (without_actual >= 0),  -- entries that have none
  spent          integer not null,   -- the actual cost where known, else the estimate
  primary key (kind, period, template, provider, model, status)
) strict, without rowid;

-- The sums that an entry is part of. A run is a row of its batch before it can spend.
create view cost_periods as
  select id as entry, 'day' as kind, incurred / 86400000 as period from costs
  union all
  select id, 'month', strftime('%Y', incurred / 1000, 'unixepoch') * 12
                      + strftime('%m', incurred / 1000, 'unixepoch') - 1 from costs
  union all
  select costs.id, 'batch', batches.number
    from costs join batch_items on batch_items.run = costs.run
               join batches on batches.id = batch_items.batch;

create trigger costs_roll_up after insert on costs begin
  insert into cost_sums
    select kind, period, template_id, new.provider, new.model, new.status, 1,
           new.estimated, coalesce(new.actual, 0), new.actual is null,
           coalesce(new.actual, new.estimated)
      from cost_periods join runs on runs.id = new.run where entry = new.id
    on conflict do update set entries = entries + 1,
                              estimated = estimated + excluded.estimated,
                              actual = actual + excluded.actual,
                              without_actual = without_actual + excluded.without_actual,
                              spent = spent + excluded.spent;
  update cost_sums set entries = entries - 1,
                       estimated = cost_sums.estimated - old_entry.estimated,
                       actual = cost_sums.actual - coalesce(old_entry.actual, 0),
                       without_actual = without_actual - (old_entry.actual is null),
                       spent = spent - coalesce(old_entry.actual, old_entry.estimated)
    from costs as old_entry join runs on runs.id = old_entry.run
                            join cost_periods on cost_periods.entry = new.supersedes
   where old_entry.id = new.supersedes and cost_sums.kind = cost_periods.kind
     and cost_sums.period = cost_periods.period
     and cost_sums.template = template_id and cost_sums.provider = old_entry.provider
     and cost_sums.model = old_entry.model and cost_sums.status = old_entry.status;
  delete from cost_sums
   where new.supersedes is not null and entries = 0
     and (kind, period) in (select kind, period from cost_periods where entry = new.id);
end;

-- ---- double entry: wallets, holds, expenses ----
--
-- A debit is positive. Credits of a wallet: funding:W → wallet:W → held:W → spent:W, all
-- in the unit CR:W. Dollars: payable:P → expense:P, in USD.

create table accounts (
  id      text    primary key,       -- kind and owner: "wallet:main", "expense:openai"
  kind    text    not null check (kind in ('funding', 'wallet', 'held', 'spent', 'expense',
                    'payable')),
  unit    text    not null,          -- "USD", "CR:main"
  balance integer not null default 0,  -- sum of its postings; maintained by a trigger
  constraint "a wallet never goes negative" check (kind not in ('wallet', 'held') or balance >= 0)
) strict, without rowid;

create trigger accounts_keep_their_unit before update of id, kind, unit on accounts
  begin select raise(abort, 'an account keeps its kind and unit'); end;

-- A journal row is written after its postings: its trigger refuses postings that do not balance,
-- and postings without a journal row cannot be committed.
create table journal (
  key  text    primary key,          -- unique: "capture:call-…"
  at   integer not null,
  kind text    not null check (kind in ('topup', 'hold', 'capture', 'release', 'refund',
                 'expense')),
  run  text    references runs(id),
  call text    references calls(id),
  note text    not null
) strict;

create index journal_by_call on journal (call) where call is not null;
create index journal_by_run on journal (run) where run is not null;
create index journal_by_time on journal (at);

create table postings (
  journal text    not null references journal(key) deferrable initially deferred,
  account text    not null references accounts(id),
  amount  integer not null check (amount <> 0),
  primary key (journal, account)
) strict, without rowid;

create index postings_by_account on postings (account);

create trigger journal_balances before insert on journal
  when not exists (select 1 from postings where journal = new.key)
    or exists (select 1 from postings join accounts on accounts.id = postings.account
                where journal = new.key group by unit having sum(amount) <> 0)
  begin select raise(abort, 'a journal sums to zero in each unit'); end;
create trigger journal_is_added before insert on journal
  when exists (select 1 from journal where key = new.key)
  begin select raise(abort, 'the journal is append-only'); end;
create trigger journal_stays before update on journal
  begin select raise(abort, 'the journal is append-only'); end;
create trigger journal_is_kept before delete on journal
  begin select raise(abort, 'the journal is append-only'); end;

create trigger postings_are_added before insert on postings
  when exists (select 1 from journal where key = new.journal)
    or exists (select 1 from postings where journal = new.journal and account = new.account)
  begin select raise(abort, 'postings are append-only'); end;
create trigger postings_stay before update on postings
  begin select raise(abort, 'postings are append-only'); end;
create trigger postings_are_kept before delete on postings
  begin select raise(abort, 'postings are append-only'); end;

create trigger postings_move_balances after insert on postings
  begin update accounts set balance = balance + new.amount where id = new.account; end;

create trigger finished_runs_have_no_open_hold before update of status on runs
  when new.status not in ('queued', 'running', 'in_doubt')
   and (select coalesce(sum(amount), 0)
          from journal join postings on postings.journal = journal.key
                       join accounts on accounts.id = postings.account
         where journal.run = new.id and accounts.kind = 'held') <> 0
  begin select raise(abort, 'a finished run has no open hold'); end;

-- Spending limits; a removed cap is deleted.
create table caps (
  id      text    primary key,       -- ULID
  scope   text    not null check (scope in ('store', 'run', 'batch') or scope glob 'template:?*'
                    or scope glob 'provider:?*' or scope glob 'model:?*'),
  period  text    not null check (period in ('run', 'day', 'month', 'ever')),
  unit    text    not null,          -- "USD", "CR:main"
  amount  integer not null check (amount >= 0),
  created integer not null,
  unique (scope, period, unit)
) strict;
