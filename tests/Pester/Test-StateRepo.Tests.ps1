Describe 'Test-StateRepo' {
    BeforeAll {
        . $PSScriptRoot/Common.ps1
        $repo = New-StateRepo TestDrive:/web
    }

    It 'says that a new repository is complete' {
        $result = $repo | Test-StateRepo
        $result.Complete | Should -BeTrue
        $result.Commit | Should -Be $repo.Head
        $result.Missing | Should -BeNullOrEmpty
    }

    It 'lists what is missing, which is no error' {
        Set-Content TestDrive:/web/rootfs/new.txt x
        try {
            $result = Test-StateRepo TestDrive:/web
            $result.Complete | Should -BeFalse
            $result.Missing | Should -HaveCount 1
        }
        finally { Remove-Item TestDrive:/web/rootfs/new.txt }
    }

    It 'says what is wrong with a file, as a result' {
        $bad = New-StateRepo TestDrive:/bad
        Set-Content "$($bad.Path)/state.yaml" 'nonsense: true'
        Invoke-Git -C $bad.Path commit -q -a -m Break
        $result = Invoke-Apart { Test-StateRepo TestDrive:/bad }
        $result.Errors | Should -BeNullOrEmpty
        $result.Output.Complete | Should -BeFalse
        $result.Output.Missing | Should -Match '^state\.yaml'
        $result.Output | Out-String | Should -Match 'bad'
        $result.Output | ConvertTo-Json -Depth 4 | Should -Match '"Complete": false'
    }

    It 'looks at a reference' {
        ($repo | Test-StateRepo -Ref $repo.Branch).Commit | Should -Be $repo.Head
    }

    It 'says that a reference does not exist' {
        (Invoke-Apart { $repo | Test-StateRepo -Ref nope -ErrorAction Continue }).Ids | Should -Be ReferenceNotFound
    }

    It 'takes a repository or a path, not both' {
        { Test-StateRepo TestDrive:/web -Repository $repo } | Should -Throw -ErrorId 'RepositoryAndPath,*'
    }
}
